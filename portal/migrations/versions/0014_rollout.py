"""Which share of people gets answers from the chat, and on which side a question was."""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rollout_step',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('nis_code', sa.String(length=5), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('author_id', sa.String(length=32), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('number')
    )
    with op.batch_alter_table('chat_turn', schema=None) as batch_op:
        batch_op.add_column(sa.Column('side', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('rollout_step', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_chat_turn_rollout_step'), ['rollout_step'], unique=False)
        batch_op.create_foreign_key('fk_chat_turn_rollout_step', 'rollout_step', ['rollout_step'], ['number'])


def downgrade() -> None:
    with op.batch_alter_table('chat_turn', schema=None) as batch_op:
        batch_op.drop_constraint('fk_chat_turn_rollout_step', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_chat_turn_rollout_step'))
        batch_op.drop_column('rollout_step')
        batch_op.drop_column('side')

    op.drop_table('rollout_step')
