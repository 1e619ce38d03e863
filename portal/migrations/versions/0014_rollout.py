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
    # Not in a batch: SQLite would make the table anew, and refuse to drop the old one as long as quotes point to it.
    op.add_column('chat_turn', sa.Column('side', sa.String(length=64), nullable=True))
    op.add_column('chat_turn', sa.Column('rollout_step', sa.Integer(), nullable=True))
    op.create_index('ix_chat_turn_rollout_step', 'chat_turn', ['rollout_step'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_chat_turn_rollout_step', table_name='chat_turn')
    op.drop_column('chat_turn', 'rollout_step')
    op.drop_column('chat_turn', 'side')
    op.drop_table('rollout_step')
