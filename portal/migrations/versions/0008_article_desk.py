"""The desk of the editors: drafts of articles, who wrote and approved a version, and how often a page is read."""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        # what stands there came from folders of files
        batch_op.add_column(sa.Column('released', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('author_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('approved_by', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.String(length=600), nullable=True))
        batch_op.add_column(sa.Column('restored_from', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('article_version_author_id_fkey', 'person', ['author_id'], ['id'])
        batch_op.create_foreign_key('article_version_approved_by_fkey', 'person', ['approved_by'], ['id'])

    op.create_table('article_draft',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('article_id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('writers', sa.JSON(), nullable=False),
    sa.Column('changed_by', sa.String(length=32), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.String(length=32), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_by', sa.String(length=32), nullable=True),
    sa.Column('note', sa.String(length=600), nullable=False),
    sa.Column('version_id', sa.String(length=32), nullable=True),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.ForeignKeyConstraint(['changed_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['reviewed_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['submitted_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['version_id'], ['article_version.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('article_id', 'language')
    )
    op.create_index(op.f('ix_article_draft_state'), 'article_draft', ['state'], unique=False)
    op.create_table('article_views',
    sa.Column('article_id', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.PrimaryKeyConstraint('article_id', 'day', 'language')
    )


def downgrade() -> None:
    op.drop_table('article_views')
    op.drop_index(op.f('ix_article_draft_state'), table_name='article_draft')
    op.drop_table('article_draft')
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        batch_op.drop_constraint('article_version_approved_by_fkey', type_='foreignkey')
        batch_op.drop_constraint('article_version_author_id_fkey', type_='foreignkey')
        batch_op.drop_column('restored_from')
        batch_op.drop_column('reason')
        batch_op.drop_column('approved_by')
        batch_op.drop_column('author_id')
        batch_op.drop_column('released')
