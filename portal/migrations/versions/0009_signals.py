"""What tells the redactie that a text needs them: feedback, unanswered questions, dead links, answers of jurists."""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('link_check',
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('fault', sa.String(length=64), nullable=True),
    sa.Column('in_a_row', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dead_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('validator', sa.String(length=200), nullable=True),
    sa.Column('accepted', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('address')
    )
    with op.batch_alter_table('link_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_check_dead_since'), ['dead_since'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_check_due_at'), ['due_at'], unique=False)

    op.create_table('question_group',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.String(length=32), nullable=True),
    sa.Column('article_id', sa.String(length=32), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marked_by_id', sa.String(length=32), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.ForeignKeyConstraint(['marked_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('question_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_group_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_group_state'), ['state'], unique=False)

    op.create_table('article_feedback',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.Column('helped', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('visitor', sa.String(length=32), nullable=True),
    sa.Column('turn_id', sa.String(length=32), nullable=True),
    sa.Column('closing', sa.String(length=64), nullable=True),
    sa.Column('closed_by_id', sa.String(length=32), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['turn_id'], ['chat_turn.id'], ),
    sa.PrimaryKeyConstraint('number'),
    sa.UniqueConstraint('article_id', 'turn_id'),
    sa.UniqueConstraint('article_id', 'visitor')
    )
    with op.batch_alter_table('article_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_feedback_article_id'), ['article_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_feedback_given_on'), ['given_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_feedback_turn_id'), ['turn_id'], unique=False)

    op.create_table('grouped_question',
    sa.Column('turn_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=32), nullable=False),
    sa.Column('model', sa.String(length=200), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['question_group.id'], ),
    sa.ForeignKeyConstraint(['turn_id'], ['chat_turn.id'], ),
    sa.PrimaryKeyConstraint('turn_id')
    )
    with op.batch_alter_table('grouped_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grouped_question_group_id'), ['group_id'], unique=False)

    op.create_table('article_from_case',
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('made_by_id', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['handover_case.id'], ),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('case_id')
    )


def downgrade() -> None:
    op.drop_table('article_from_case')
    with op.batch_alter_table('grouped_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grouped_question_group_id'))

    op.drop_table('grouped_question')
    with op.batch_alter_table('article_feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_feedback_turn_id'))
        batch_op.drop_index(batch_op.f('ix_article_feedback_given_on'))
        batch_op.drop_index(batch_op.f('ix_article_feedback_article_id'))

    op.drop_table('article_feedback')
    with op.batch_alter_table('question_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_group_state'))
        batch_op.drop_index(batch_op.f('ix_question_group_owner_id'))

    op.drop_table('question_group')
    with op.batch_alter_table('link_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_check_due_at'))
        batch_op.drop_index(batch_op.f('ix_link_check_dead_since'))

    op.drop_table('link_check')
