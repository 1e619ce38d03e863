"""That the offer of activities changed: each process compares what it keeps with it."""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offer_change',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('token', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_offer_change_changed_at'), 'offer_change', ['changed_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_offer_change_changed_at'), table_name='offer_change')
    op.drop_table('offer_change')
