import { readdir } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openDatabase } from '../../src/stores/metadata/database.js'
import { migrate } from '../../src/stores/metadata/migrate.js'
import { newDatabase } from '../support/hub.js'
import { addRepo, addUser, commitOf, type OpenMetadata, openMetadata, sha1 } from '../support/metadata.js'

let open: OpenMetadata
let user: number
beforeAll(async () => {
  open = await openMetadata()
  user = await addUser(open.store, 'minji')
})
afterAll(() => open?.close())

const migrations = async () =>
  (await readdir(new URL('../../migrations/', import.meta.url)))
    .filter((name) => name.endsWith('.sql'))
    .sort()
async function onFreshDatabase(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const database = await newDatabase()
  const { db, pool } = openDatabase({ connection: { url: database.url }, maxConnections: 4 })
  await work(pool)
    .finally(() => db.destroy())
    .finally(() => database.drop())
}

test('migrations are applied once, in order', () =>
  onFreshDatabase(async (pool) => {
    expect(await migrate(pool)).toEqual(await migrations())
    expect(await migrate(pool)).toEqual([])
  }))

test('two hubs that start at once take turns', () =>
  onFreshDatabase(async (pool) => {
    const applied = await Promise.all([migrate(pool), migrate(pool), migrate(pool)])
    expect(applied.flat().sort()).toEqual(await migrations())
  }))

test('a database that a newer hub has used is refused, and left alone', () =>
  onFreshDatabase(async (pool) => {
    await migrate(pool)
    await pool.query("insert into migrations (name) values ('9999-future.sql')")
    await expect(migrate(pool)).rejects.toThrow(/newer Databelt \(9999-future\.sql\)/)
    await pool.query("delete from migrations where name = '9999-future.sql'")
    expect(await migrate(pool)).toEqual([])
  }))

test('a migration that fails leaves no trace and can be tried again', () =>
  onFreshDatabase(async (pool) => {
    await pool.query('create table hub_secrets (in_the_way int)')
    await expect(migrate(pool)).rejects.toThrow(/hub_secrets/)
    const { rows } = await pool.query("select 1 from pg_tables where tablename = 'namespaces'")
    expect(rows).toEqual([])
    await pool.query('drop table hub_secrets')
    expect(await migrate(pool)).toEqual(await migrations())
  }))

test.each(['C', 'POSIX'])(
  'a database of ctype %s is refused: Hangul could not be searched there',
  async (ctype) => {
    const client = new pg.Client({ connectionString: inject('postgres') })
    await client.connect()
    const name = `test_ctype_${ctype.toLowerCase()}_${process.pid}`
    try {
      await client.query(
        `create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype '${ctype}'`,
      )
      const url = inject('postgres').replace(/\/[^/?]+(\?|$)/, `/${name}$1`)
      const { db, pool } = openDatabase({ connection: { url }, maxConnections: 1 })
      await expect(migrate(pool).finally(() => db.destroy())).rejects.toThrow(/C\.UTF-8/)
    } finally {
      await client.query(`drop database if exists ${name}`).finally(() => client.end())
    }
  },
)

test('all of a transaction is there, or none of it', async () => {
  const { store } = open
  const fields = { kind: 'user' as const, name: 'rolled', fullName: '', email: null, isAdmin: false }
  const failing = store.transact(async (tx) => {
    await tx.accounts.addNamespace(fields)
    expect(await tx.accounts.findNamespace('rolled')).toBeDefined()
    expect(await store.accounts.findNamespace('rolled')).toBeUndefined()
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  expect(await store.accounts.findNamespace('rolled')).toBeUndefined()
})

test('a secret is made once, for all processes', async () => {
  const secrets = await Promise.all(Array.from({ length: 6 }, () => open.store.secret('key')))
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1)
  expect(secrets[0]).toHaveLength(32)
  expect((await open.store.secret('other')).equals(secrets[0] as Buffer)).toBe(false)
})

test('a database that cannot be reached is an error that asks to try again', async () => {
  const { db } = openDatabase({
    connection: { url: 'postgres://nobody@127.0.0.1:1/none' },
    maxConnections: 1,
  })
  const query = db.selectFrom('repos').select('id').execute()
  await expect(query).rejects.toMatchObject({ key: 'Busy', status: 503 })
  await db.destroy()
})

test('names are one whatever their case, and found so', async () => {
  const fields = { kind: 'org' as const, name: 'MinJi', fullName: '', email: null, isAdmin: false }
  expect(await open.store.transact((tx) => tx.accounts.addNamespace(fields))).toBeUndefined()
  expect((await open.store.accounts.findNamespace('MINJI'))?.name).toBe('minji')
})

test('a ref moves only from where its mover believes it to be', async () => {
  const repo = await addRepo(open.store, user, 'refs')
  const move = (from: string | null, to: string) =>
    open.store.transact((tx) =>
      tx.refs.move(
        repo.id,
        from && sha1(from),
        { name: 'refs/heads/main', target: sha1(to), commit: sha1(to) },
        new Date(),
      ),
    )
  expect(await move('a', 'b')).toBe(false)
  expect(await move(null, 'a')).toBe(true)
  expect(await move(null, 'b')).toBe(false)
  expect(await move('b', 'c')).toBe(false)
  expect(await move('a', 'b')).toBe(true)
  expect(await open.store.refs.list(repo.id)).toEqual([
    { name: 'refs/heads/main', target: sha1('b'), commit: sha1('b') },
  ])
  const remove = (from: string) =>
    open.store.transact((tx) => tx.refs.remove(repo.id, 'refs/heads/main', sha1(from)))
  expect(await remove('a')).toBe(false)
  expect(await remove('b')).toBe(true)
  expect(await remove('b')).toBe(false)
})

test('of many that move one ref at once exactly one does', async () => {
  const repo = await addRepo(open.store, user, 'race')
  const ref = (to: string) => ({ name: 'refs/heads/main', target: sha1(to), commit: sha1(to) })
  await open.store.transact((tx) => tx.refs.move(repo.id, null, ref('start'), new Date()))
  for (const from of ['start', null]) {
    const name = from ? 'refs/heads/main' : 'refs/heads/new'
    const tries = Array.from({ length: 8 }, (_, i) =>
      open.store.transact((tx) =>
        tx.refs.move(repo.id, from && sha1(from), { ...ref(`to ${i}`), name }, new Date()),
      ),
    )
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
  }
})

test('refs are found in the order asked for, and clash as files and folders do', async () => {
  const repo = await addRepo(open.store, user, 'names')
  const at = { target: sha1('x'), commit: sha1('x') }
  for (const name of ['refs/tags/v', 'refs/heads/v', 'refs/heads/a/b'])
    await open.store.transact((tx) => tx.refs.move(repo.id, null, { name, ...at }, new Date()))
  const found = await open.store.refs.findAny(repo.id, ['refs/heads/v', 'refs/tags/v', 'refs/heads/no'])
  expect(found.map((ref) => ref.name)).toEqual(['refs/heads/v', 'refs/tags/v'])
  const clashes = (name: string) => open.store.transact((tx) => tx.refs.clashes(repo.id, name))
  expect(await clashes('refs/heads/a')).toBe(true)
  expect(await clashes('refs/heads/a/b/c')).toBe(true)
  expect(await clashes('refs/heads/v/x')).toBe(true)
  for (const name of ['refs/heads/a/c', 'refs/heads/ab', 'refs/heads/a%', 'refs/tags/a', 'refs/heads/vx'])
    expect(await clashes(name), name).toBe(false)
})

test('an event is in the log in order, and only when its transaction is', async () => {
  const event = {
    type: 'repo.created' as const,
    at: new Date(0),
    repoId: null,
    actorId: user,
    payload: { n: 1 },
  }
  await open.store.transact((tx) => tx.events.add(event))
  await open.store
    .transact(async (tx) => {
      await tx.events.add({ ...event, payload: { n: 2 } })
      throw new Error('stop')
    })
    .catch(() => {})
  await open.store.transact((tx) => tx.events.add({ ...event, payload: { n: 3 } }))
  const events = await open.store.events.listAfter(0, 100)
  expect(events.map((each) => each.payload)).toEqual([{ n: 1 }, { n: 3 }])
  expect(await open.store.events.listAfter(events[0]?.seq ?? 0, 100)).toEqual(events.slice(1))
})

test('a commit that is stored again changes nothing', async () => {
  const repo = await addRepo(open.store, user, 'twice')
  const changes = [{ path: 'a', oldOid: null, newOid: sha1('a') }]
  const add = () => open.store.transact((tx) => tx.commits.add(repo.id, commitOf('one', []), changes))
  await add()
  const first = await open.store.commits.find(repo.id, sha1('one'))
  await add()
  expect(await open.store.commits.find(repo.id, sha1('one'))).toEqual(first)
  expect(await open.store.commits.changes(repo.id, first?.seq ?? 0, '', 10)).toEqual(changes)
})

test('a commit is found by the beginning of its id, and two are told apart', async () => {
  const repo = await addRepo(open.store, user, 'prefix')
  const other = await addRepo(open.store, user, 'prefix-other')
  for (const oid of ['abcde0', 'abcde1', 'abd000']) {
    const commit = { ...commitOf(oid, []), oid: oid.padEnd(40, '7') }
    await open.store.transact((tx) => tx.commits.add(repo.id, commit, []))
  }
  const found = async (prefix: string, id = repo.id) =>
    (await open.store.commits.findByPrefix(id, prefix)).length
  expect([await found('abcde'), await found('abcde0'), await found('abd00'), await found('abcdf')]).toEqual([
    2, 1, 1, 0,
  ])
  expect(await found('abcde', other.id)).toBe(0)
})
