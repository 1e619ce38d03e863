"""How good the chat's answers are: samples, judgements, counts by week, alerts."""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answer_week',
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('scored', sa.Integer(), nullable=False),
    sa.Column('chances', sa.Float(), nullable=False),
    sa.Column('chance_squares', sa.Float(), nullable=False),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('unhelped', sa.Integer(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('for_person', sa.Integer(), nullable=False),
    sa.Column('sampled', sa.Integer(), nullable=False),
    sa.Column('faulty', sa.Integer(), nullable=False),
    sa.Column('good', sa.Integer(), nullable=False),
    sa.Column('half', sa.Integer(), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('unsafe', sa.Integer(), nullable=False),
    sa.Column('right_refusals', sa.Integer(), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('week_on', 'language')
    )
    op.create_table('answer_alert',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('signal', sa.String(length=64), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('before', sa.Float(), nullable=False),
    sa.Column('number_before', sa.Integer(), nullable=False),
    sa.Column('surprise', sa.Float(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closing', sa.String(length=64), nullable=True),
    sa.Column('closed_by_id', sa.String(length=32), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('language', 'signal', 'week_on')
    )
    op.create_table('answer_sample',
    sa.Column('turn_id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('lot', sa.String(length=16), nullable=False),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('answered_by', sa.String(length=80), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_for', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['turn_id'], ['chat_turn.id'], ),
    sa.PrimaryKeyConstraint('turn_id')
    )
    with op.batch_alter_table('answer_sample', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_sample_week_on'), ['week_on'], unique=False)

    op.create_table('answer_judgement',
    sa.Column('turn_id', sa.String(length=32), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('article_id', sa.String(length=32), nullable=True),
    sa.Column('judged_by_id', sa.String(length=32), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.ForeignKeyConstraint(['judged_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['turn_id'], ['answer_sample.turn_id'], ),
    sa.PrimaryKeyConstraint('turn_id')
    )
    with op.batch_alter_table('answer_judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_judgement_judged_by_id'), ['judged_by_id'], unique=False)

    with op.batch_alter_table('chat_turn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_turn_asked_at'), ['asked_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('chat_turn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_turn_asked_at'))

    with op.batch_alter_table('answer_judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_judgement_judged_by_id'))

    op.drop_table('answer_judgement')
    with op.batch_alter_table('answer_sample', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_sample_week_on'))

    op.drop_table('answer_sample')
    op.drop_table('answer_alert')
    op.drop_table('answer_week')
