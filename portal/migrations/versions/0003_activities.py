"""Activities, sign-ups, hours with their confirmation and decisions, buddies, uploads."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity_feed',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('etag', sa.String(length=200), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'address')
    )
    with op.batch_alter_table('activity_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_feed_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('buddy_profile',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('side', sa.String(length=64), nullable=False),
    sa.Column('nis_code', sa.String(length=5), nullable=False),
    sa.Column('distance_km', sa.Integer(), nullable=False),
    sa.Column('languages', sa.String(length=400), nullable=False),
    sa.Column('interests', sa.String(length=400), nullable=False),
    sa.Column('moments', sa.String(length=400), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('distance_km BETWEEN 0 AND 100', name='buddy_distance_is_sensible'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('buddy_profile', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_buddy_profile_nis_code'), ['nis_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_buddy_profile_person_id'), ['person_id'], unique=False)
        batch_op.create_index('one_running_buddy_profile', ['person_id', 'side'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('calendar_token',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    with op.batch_alter_table('calendar_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_token_person_id'), ['person_id'], unique=False)
        batch_op.create_index('one_running_calendar_token', ['person_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('hours_decision',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by', sa.String(length=32), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undo_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(undone_at IS NULL) = (undo_reason = '')", name='undone_decision_has_a_reason'),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['undone_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hours_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hours_decision_decided_by'), ['decided_by'], unique=False)

    op.create_table('upload',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('owner_id', sa.String(length=32), nullable=True),
    sa.Column('organisation_id', sa.String(length=32), nullable=True),
    sa.Column('content_type', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=120), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delete_after', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('size > 0', name='upload_is_not_empty'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('path')
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_delete_after'), ['delete_after'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_sha256'), ['sha256'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=True),
    sa.Column('organisation_id', sa.String(length=32), nullable=False),
    sa.Column('owner_id', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reviewed_version', sa.Integer(), nullable=True),
    sa.Column('reviewed_by', sa.String(length=32), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.String(length=64), nullable=True),
    sa.Column('refusal_note', sa.String(length=600), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('source_id', sa.String(length=300), nullable=True),
    sa.Column('source_digest', sa.String(length=64), nullable=True),
    sa.Column('source_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('feed_id', sa.String(length=32), nullable=True),
    sa.Column('main_language', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('theme', sa.String(length=64), nullable=True),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('mode', sa.String(length=64), nullable=False),
    sa.Column('venue', sa.String(length=200), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('online_url', sa.String(length=500), nullable=True),
    sa.Column('calendar_kind', sa.String(length=64), nullable=False),
    sa.Column('calendar', sa.JSON(), nullable=False),
    sa.Column('expanded_to', sa.Date(), nullable=True),
    sa.Column('audience', sa.String(length=64), nullable=False),
    sa.Column('age_from', sa.Integer(), nullable=True),
    sa.Column('age_to', sa.Integer(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('hours_reason', sa.String(length=64), nullable=True),
    sa.Column('accessibility', sa.String(length=400), nullable=False),
    sa.Column('guide_languages', sa.String(length=400), nullable=False),
    sa.Column('contact_name', sa.String(length=120), nullable=False),
    sa.Column('contact_mail', sa.String(length=254), nullable=True),
    sa.Column('contact_phone', sa.String(length=40), nullable=True),
    sa.Column('contact_url', sa.String(length=500), nullable=True),
    sa.Column('booking', sa.String(length=64), nullable=False),
    sa.Column('booking_url', sa.String(length=500), nullable=True),
    sa.Column('booking_mail', sa.String(length=254), nullable=True),
    sa.Column('booking_phone', sa.String(length=40), nullable=True),
    sa.Column('booking_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('booking_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('image_id', sa.String(length=32), nullable=True),
    sa.Column('image_credit', sa.String(length=200), nullable=False),
    sa.Column('nis_code', sa.String(length=5), nullable=True),
    sa.Column('postcode', sa.String(length=4), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('taalicoon', sa.Integer(), nullable=True),
    sa.Column('free', sa.Boolean(), nullable=False),
    sa.Column('lowest_price', sa.BigInteger(), nullable=True),
    sa.Column('counts_for_hours', sa.Boolean(), nullable=False),
    sa.Column('childcare', sa.Boolean(), nullable=False),
    sa.Column('buddy', sa.Boolean(), nullable=False),
    sa.Column('accessible', sa.Boolean(), nullable=False),
    sa.CheckConstraint("state <> 'refused' OR refusal IS NOT NULL", name='refused_activity_has_a_reason'),
    sa.CheckConstraint("state NOT IN ('published', 'cancelled') OR (taalicoon IS NOT NULL AND slug IS NOT NULL)", name='published_activity_is_complete'),
    sa.CheckConstraint('age_to IS NULL OR age_from IS NULL OR age_to >= age_from', name='ages_in_order'),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name='activity_has_room'),
    sa.CheckConstraint('taalicoon IS NULL OR taalicoon BETWEEN 1 AND 4', name='taalicoon_is_1_to_4'),
    sa.ForeignKeyConstraint(['feed_id'], ['activity_feed.id'], ),
    sa.ForeignKeyConstraint(['image_id'], ['upload.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['reviewed_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('slug')
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index('activity_to_find', ['state', 'nis_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_feed_id'), ['feed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_nis_code'), ['nis_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('one_activity_per_source_id', ['organisation_id', 'source', 'source_id'], unique=True, sqlite_where=sa.text('source_id IS NOT NULL'), postgresql_where=sa.text('source_id IS NOT NULL'))

    op.create_table('buddy_pair',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('wish_id', sa.String(length=32), nullable=False),
    sa.Column('offer_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wish_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offer_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint("state <> 'agreed' OR (wish_agreed_at IS NOT NULL AND offer_agreed_at IS NOT NULL)", name='agreed_means_both'),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['buddy_profile.id'], ),
    sa.ForeignKeyConstraint(['wish_id'], ['buddy_profile.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('buddy_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_buddy_pair_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_buddy_pair_wish_id'), ['wish_id'], unique=False)
        batch_op.create_index('one_running_pair', ['wish_id', 'offer_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('upload_link',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('upload_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], ),
    sa.PrimaryKeyConstraint('digest')
    )
    with op.batch_alter_table('upload_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_link_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_link_upload_id'), ['upload_id'], unique=False)

    op.create_table('activity_draft',
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.String(length=32), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.ForeignKeyConstraint(['changed_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('activity_id')
    )
    op.create_table('activity_occurrence',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_minute', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('seats_taken', sa.Integer(), nullable=False),
    sa.Column('booking_open', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('moved_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('presence_code', sa.String(length=64), nullable=True),
    sa.CheckConstraint('capacity IS NULL OR seats_taken <= capacity', name='never_more_than_the_seats'),
    sa.CheckConstraint('ends_at > starts_at', name='occurrence_ends_after_start'),
    sa.CheckConstraint('seats_taken >= 0', name='seats_are_not_negative'),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('activity_id', 'key'),
    sa.UniqueConstraint('presence_code')
    )
    with op.batch_alter_table('activity_occurrence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_occurrence_day'), ['day'], unique=False)
        batch_op.create_index('occurrence_in_time', ['state', 'starts_at'], unique=False)
        batch_op.create_index('occurrences_of_activity', ['activity_id', 'starts_at', 'state', 'day', 'starts_minute'], unique=False)

    op.create_table('activity_price',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.CheckConstraint('amount >= 0', name='price_is_not_negative'),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('activity_id', 'position')
    )
    with op.batch_alter_table('activity_price', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_price_activity_id'), ['activity_id'], unique=False)
        batch_op.create_index('one_base_price', ['activity_id'], unique=True, sqlite_where=sa.text("kind = 'base'"), postgresql_where=sa.text("kind = 'base'"))

    op.create_table('activity_text',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('way', sa.String(length=400), nullable=False),
    sa.Column('image_alt', sa.String(length=300), nullable=False),
    sa.Column('machine', sa.Boolean(), nullable=False),
    sa.Column('confirmed_by', sa.String(length=32), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('based_on', sa.JSON(), nullable=False),
    sa.Column('search_text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('activity_id', 'language')
    )
    with op.batch_alter_table('activity_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_text_activity_id'), ['activity_id'], unique=False)

    op.create_table('activity_views',
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.PrimaryKeyConstraint('activity_id', 'day', 'language')
    )
    op.create_table('saved_activity',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('activity_id', sa.String(length=32), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'activity_id')
    )
    with op.batch_alter_table('saved_activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_activity_activity_id'), ['activity_id'], unique=False)

    op.create_table('sign_up',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('occurrence_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('waiting_number', sa.Integer(), nullable=True),
    sa.Column('signed_up_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.String(length=64), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('attendance', sa.String(length=64), nullable=False),
    sa.Column('attended_minutes', sa.Integer(), nullable=True),
    sa.Column('attendance_way', sa.String(length=64), nullable=True),
    sa.Column('attendance_by', sa.String(length=32), nullable=True),
    sa.Column('attendance_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'waiting') = (waiting_number IS NOT NULL)", name='who_waits_has_a_number'),
    sa.CheckConstraint("attendance <> 'present' OR state = 'seated'", name='who_was_there_had_a_seat'),
    sa.CheckConstraint('attended_minutes IS NULL OR attended_minutes > 0', name='attended_minutes_are_some'),
    sa.ForeignKeyConstraint(['attendance_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['occurrence_id'], ['activity_occurrence.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('occurrence_id', 'person_id')
    )
    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_up_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_up_person_id'), ['person_id'], unique=False)
        batch_op.create_index('one_place_in_the_queue', ['occurrence_id', 'waiting_number'], unique=True, sqlite_where=sa.text('waiting_number IS NOT NULL'), postgresql_where=sa.text('waiting_number IS NOT NULL'))

    with op.batch_alter_table('hours_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=64), server_default='hand', nullable=False))
        batch_op.add_column(sa.Column('kind', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('organiser', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('contact', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('sign_up_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('proof_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('logged_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_by', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('refusal', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('refusal_note', sa.String(length=300), server_default='', nullable=False))
        batch_op.create_index('one_entry_per_sign_up', ['sign_up_id'], unique=True)
        batch_op.create_foreign_key('hours_entry_confirmed_by_fkey', 'person', ['confirmed_by'], ['id'])
        batch_op.create_foreign_key('hours_entry_proof_id_fkey', 'upload', ['proof_id'], ['id'])
        batch_op.create_foreign_key('hours_entry_sign_up_id_fkey', 'sign_up', ['sign_up_id'], ['id'])

    op.create_table('confirmation_link',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('entry_id', sa.String(length=32), nullable=True),
    sa.Column('occurrence_id', sa.String(length=32), nullable=True),
    sa.Column('made_by', sa.String(length=32), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(entry_id IS NULL) <> (occurrence_id IS NULL)', name='link_is_for_one_thing'),
    sa.ForeignKeyConstraint(['entry_id'], ['hours_entry.id'], ),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['occurrence_id'], ['activity_occurrence.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    with op.batch_alter_table('confirmation_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_confirmation_link_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_confirmation_link_occurrence_id'), ['occurrence_id'], unique=False)
        batch_op.create_index('one_running_link_per_entry', ['entry_id'], unique=True, sqlite_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL'), postgresql_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL'))
        batch_op.create_index('one_running_link_per_occurrence', ['occurrence_id'], unique=True, sqlite_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL'), postgresql_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL'))

    op.create_table('hours_decision_entry',
    sa.Column('decision_id', sa.String(length=32), nullable=False),
    sa.Column('entry_id', sa.String(length=32), nullable=False),
    sa.Column('state_before', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['hours_decision.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['hours_entry.id'], ),
    sa.PrimaryKeyConstraint('decision_id', 'entry_id')
    )
    with op.batch_alter_table('hours_decision_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hours_decision_entry_entry_id'), ['entry_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('hours_decision_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hours_decision_entry_entry_id'))

    op.drop_table('hours_decision_entry')
    with op.batch_alter_table('confirmation_link', schema=None) as batch_op:
        batch_op.drop_index('one_running_link_per_occurrence', sqlite_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL'), postgresql_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL'))
        batch_op.drop_index('one_running_link_per_entry', sqlite_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL'), postgresql_where=sa.text('used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_confirmation_link_occurrence_id'))
        batch_op.drop_index(batch_op.f('ix_confirmation_link_entry_id'))

    op.drop_table('confirmation_link')
    with op.batch_alter_table('hours_entry', schema=None) as batch_op:
        batch_op.drop_constraint('hours_entry_sign_up_id_fkey', type_='foreignkey')
        batch_op.drop_constraint('hours_entry_proof_id_fkey', type_='foreignkey')
        batch_op.drop_constraint('hours_entry_confirmed_by_fkey', type_='foreignkey')
        batch_op.drop_index('one_entry_per_sign_up')
        batch_op.drop_column('refusal_note')
        batch_op.drop_column('refusal')
        batch_op.drop_column('confirmed_by')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('logged_at')
        batch_op.drop_column('proof_id')
        batch_op.drop_column('sign_up_id')
        batch_op.drop_column('contact')
        batch_op.drop_column('organiser')
        batch_op.drop_column('kind')
        batch_op.drop_column('source')

    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.drop_index('one_place_in_the_queue', sqlite_where=sa.text('waiting_number IS NOT NULL'), postgresql_where=sa.text('waiting_number IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_sign_up_person_id'))
        batch_op.drop_index(batch_op.f('ix_sign_up_occurrence_id'))

    op.drop_table('sign_up')
    with op.batch_alter_table('saved_activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_activity_activity_id'))

    op.drop_table('saved_activity')
    op.drop_table('activity_views')
    with op.batch_alter_table('activity_text', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_text_activity_id'))

    op.drop_table('activity_text')
    with op.batch_alter_table('activity_price', schema=None) as batch_op:
        batch_op.drop_index('one_base_price', sqlite_where=sa.text("kind = 'base'"), postgresql_where=sa.text("kind = 'base'"))
        batch_op.drop_index(batch_op.f('ix_activity_price_activity_id'))

    op.drop_table('activity_price')
    with op.batch_alter_table('activity_occurrence', schema=None) as batch_op:
        batch_op.drop_index('occurrences_of_activity')
        batch_op.drop_index('occurrence_in_time')
        batch_op.drop_index(batch_op.f('ix_activity_occurrence_day'))

    op.drop_table('activity_occurrence')
    op.drop_table('activity_draft')
    with op.batch_alter_table('upload_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_link_upload_id'))
        batch_op.drop_index(batch_op.f('ix_upload_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_upload_link_expires_at'))

    op.drop_table('upload_link')
    with op.batch_alter_table('buddy_pair', schema=None) as batch_op:
        batch_op.drop_index('one_running_pair', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_buddy_pair_wish_id'))
        batch_op.drop_index(batch_op.f('ix_buddy_pair_offer_id'))

    op.drop_table('buddy_pair')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index('one_activity_per_source_id', sqlite_where=sa.text('source_id IS NOT NULL'), postgresql_where=sa.text('source_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_activity_owner_id'))
        batch_op.drop_index(batch_op.f('ix_activity_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_activity_nis_code'))
        batch_op.drop_index(batch_op.f('ix_activity_feed_id'))
        batch_op.drop_index('activity_to_find')

    op.drop_table('activity')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_sha256'))
        batch_op.drop_index(batch_op.f('ix_upload_owner_id'))
        batch_op.drop_index(batch_op.f('ix_upload_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_upload_delete_after'))

    op.drop_table('upload')
    with op.batch_alter_table('hours_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hours_decision_decided_by'))

    op.drop_table('hours_decision')
    with op.batch_alter_table('calendar_token', schema=None) as batch_op:
        batch_op.drop_index('one_running_calendar_token', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_calendar_token_person_id'))

    op.drop_table('calendar_token')
    with op.batch_alter_table('buddy_profile', schema=None) as batch_op:
        batch_op.drop_index('one_running_buddy_profile', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_buddy_profile_person_id'))
        batch_op.drop_index(batch_op.f('ix_buddy_profile_nis_code'))

    op.drop_table('buddy_profile')
    with op.batch_alter_table('activity_feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_feed_organisation_id'))

    op.drop_table('activity_feed')
