"""Questions whose answer is agreed, what a text would do to them, and what was sent to be translated."""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gold_check',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('broken', sa.JSON(), nullable=False),
    sa.Column('mended', sa.JSON(), nullable=False),
    sa.Column('checked_by', sa.String(length=32), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checked_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_gold_check_digest', 'gold_check', ['digest'], unique=False)
    op.create_table('gold_question',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('question', sa.String(length=500), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('expected_slug', sa.String(length=80), nullable=True),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('language', 'digest')
    )
    op.create_table('machine_translation_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day')
    )


def downgrade() -> None:
    op.drop_table('machine_translation_day')
    op.drop_table('gold_question')
    op.drop_index('ix_gold_check_digest', table_name='gold_check')
    op.drop_table('gold_check')
