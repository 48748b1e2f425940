import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/stores/metadata/database.js'
import { createMetadataStore } from '../../src/stores/metadata/metadata-store.js'
import { migrate } from '../../src/stores/metadata/migrate.js'
import { newDatabase } from '../support/hub.js'

/** A hub of the time of 0005 with things in it, brought to now. */
const ALL = new URL('../../migrations/', import.meta.url)
let database: Awaited<ReturnType<typeof newDatabase>>
let opened: ReturnType<typeof openDatabase>
let db: Database
let early: string
const hex = (letter: string, bytes: number) => `'\\x${letter.repeat(bytes * 2)}'::bytea`

beforeAll(async () => {
  database = await newDatabase()
  opened = openDatabase({ connection: { url: database.url }, maxConnections: 4 })
  db = opened.db
  early = await mkdtemp(join(tmpdir(), 'databelt-migrations-'))
  for (const name of (await readdir(ALL)).filter((each) => each < '0006'))
    await copyFile(new URL(name, ALL), join(early, name))
  expect(await migrate(opened.pool, pathToFileURL(`${early}/`))).toHaveLength(5)
  await opened.pool.query(OLD)
  expect((await migrate(opened.pool)).length).toBeGreaterThanOrEqual(9)
})
afterAll(async () => {
  await db?.destroy()
  await database?.drop()
  await rm(early, { recursive: true, force: true })
})
const rows = async (sql: string) => (await opened.pool.query(sql)).rows

const OLD = `
insert into namespaces (kind, name, full_name, email, is_admin) values
  ('user', 'minji', 'Kim Minji', 'minji@example.org', true), ('user', 'Jun.Ho', 'Jun', null, false), ('org', 'nia', 'NIA', null, false);
insert into memberships (org_id, user_id, role) values (3, 1, 'admin'), (3, 2, 'read');
insert into access_tokens (user_id, name, token_hash, scope) values (1, 'laptop', ${hex('a', 32)}, '{"role": "write"}');
insert into repos (public_id, type, namespace_id, name, visibility, gated, head) values
  ('${'0'.repeat(24)}', 'dataset', 3, 'speech', 'public', 'manual', ${hex('3', 20)}),
  ('${'1'.repeat(24)}', 'dataset', 1, 'notes', 'private', null, null);
insert into blobs (sha256, size, block_crcs) values (${hex('b', 32)}, 1000, ${hex('c', 4)}), (${hex('d', 32)}, 50, ${hex('c', 4)});
insert into repo_blobs (repo_id, sha256) values (1, ${hex('b', 32)});
insert into pending_blobs (repo_id, user_id, sha256, sent_at) values (1, 1, ${hex('d', 32)}, now());
insert into git_blobs (repo_id, oid, size, content, lfs_sha256, lfs_size) values
  (1, ${hex('1', 20)}, 130, 'pointer', ${hex('b', 32)}, 1000), (2, ${hex('2', 20)}, 5, 'hello', null, null);
insert into git_commits (repo_id, oid, tree, parents, title, message, author_name, committed_at, content) values
  (1, ${hex('3', 20)}, ${hex('4', 20)}, '{}', 'first', '', 'minji', now(), 'commit');
insert into refs (repo_id, name, target, commit) values (1, 'refs/heads/main', ${hex('3', 20)}, ${hex('3', 20)});
insert into pull_requests (repo_id, num, author_id, title, base_ref, created_at) values
  (1, 1, 2, 'Mend a row', 'refs/heads/main', now());
insert into terms (sha256, content) values (${hex('e', 32)}, 'Be good.');
insert into access_requests (repo_id, user_id, status, asked, fields, terms_sha256, requested_at, decided_at, granted_until) values
  (1, 2, 'accepted', true, '{"Affiliation": "KAIST"}', ${hex('e', 32)}, now(), now(), 'infinity');
insert into events (at, type, repo_id, actor_id, payload) values (now(), 'repo.created', 1, 1, '{}');
`

test('everything of a filled hub of 0005 is there after the migrations to now, under what came since', async () => {
  const store = createMetadataStore(db)
  expect(await store.accounts.findNamespace('MINJI')).toMatchObject({
    ...{ email: 'minji@example.org', isAdmin: true, suspendedAt: null, membersPublic: true },
  })
  expect(await store.emailCodes.address(1)).toEqual({ email: 'minji@example.org', verifiedAt: null })
  expect(await rows("select folded from namespaces where name = 'Jun.Ho'")).toEqual([{ folded: 'jun-ho' }])
  expect(await store.organisations.roleIn(2, 3)).toBe('read')
  expect((await store.accounts.findToken('a'.repeat(64)))?.user.name).toBe('minji')
  const speech = await store.repos.find({ type: 'dataset', namespace: 'nia', name: 'speech' })
  expect(speech).toMatchObject({
    gated: 'manual',
    opening: { state: 'final' },
    terms: null,
    head: '3'.repeat(40),
  })
  expect((await store.commits.find(1, '3'.repeat(40)))?.title).toBe('first')
  expect(await store.gate.request(1, 2)).toMatchObject({
    ...{
      status: 'accepted',
      fields: { Affiliation: 'KAIST' },
      grantedUntil: Number.POSITIVE_INFINITY,
      purpose: null,
    },
  })
  expect(await store.gate.terms('e'.repeat(64))).toBe('Be good.')
  expect(await rows('select user_id, encode(sha256, $$hex$$) as sha from pending_blobs')).toEqual([
    { user_id: 1, sha: 'd'.repeat(64) },
  ])
  expect((await store.events.listAfter(0, 10)).map(({ type }) => type)).toEqual(['repo.created'])
})

test('pull requests have become discussions, and what is kept is counted', async () => {
  const store = createMetadataStore(db)
  expect(await store.discussions.find(1, 1)).toMatchObject({
    title: 'Mend a row',
    status: 'open',
    authorId: 2,
  })
  expect(await rows('select repo_id, bytes, files from repo_usage order by repo_id')).toEqual([
    { repo_id: 1, bytes: 1000, files: 1 },
    { repo_id: 2, bytes: 5, files: 1 },
  ])
  expect(await rows('select namespace_id, bytes from namespace_usage order by namespace_id')).toEqual([
    { namespace_id: 1, bytes: 5 },
    { namespace_id: 3, bytes: 1000 },
  ])
})

test('what was there can be worked on: roles, transfers, approvals, likes, removal', async () => {
  const store = createMetadataStore(db)
  await store.transact(async (tx) => {
    await tx.accounts.setRole(3, 2, 'contributor')
    await tx.likes.like(1, 2, new Date())
    await tx.organisations.share(1, 2, 'write')
    await tx.gate.forget(1, 2, new Date())
  })
  expect(await store.organisations.standing(2, 1)).toMatchObject({
    orgRole: 'contributor',
    shared: ['write'],
  })
  expect(await rows('select likes from repos where id = 1')).toEqual([{ likes: 1 }])
  expect(await store.gate.requestsBefore(1, { after: 0, limit: 10 })).toHaveLength(1)
  await store.transact((tx) => tx.repos.remove(2))
  expect(await rows('select count(*)::int as count from git_blobs where repo_id = 2')).toEqual([{ count: 0 }])
  const indexes = await rows(
    "select indexname from pg_indexes where indexname in ('pull_requests_by_author', 'discussions_by_author')",
  )
  expect(indexes).toEqual([{ indexname: 'discussions_by_author' }])
})
