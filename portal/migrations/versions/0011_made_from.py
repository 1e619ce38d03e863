"""The Dutch version that a translation was made from."""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_from_id', sa.String(length=32), nullable=True))
        batch_op.create_foreign_key('article_version_made_from_id_fkey', 'article_version', ['made_from_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        batch_op.drop_constraint('article_version_made_from_id_fkey', type_='foreignkey')
        batch_op.drop_column('made_from_id')
