import { expect, test } from 'vitest'
import { decide, type OrgAction, type Principal, type Resource, type TokenScope } from './policy.js'
import { ORG_ROLES, roleInRepo, type Standing } from './roles.js'

const NOBODY: Standing = { isOwner: false, orgRole: null, isCreator: false, shared: [] }

test('the highest of all roles counts', () => {
  expect(roleInRepo(NOBODY)).toBeNull()
  expect(roleInRepo({ ...NOBODY, isOwner: true })).toBe('admin')
  expect(roleInRepo({ ...NOBODY, shared: ['read', 'admin', 'write'] })).toBe('admin')
  expect(roleInRepo({ ...NOBODY, orgRole: 'write', shared: ['read'] })).toBe('write')
  expect(roleInRepo({ ...NOBODY, orgRole: 'read', shared: ['write'] })).toBe('write')
})

test('to have created a repo gives nothing but to a contributor', () => {
  const created = ORG_ROLES.map((orgRole) => roleInRepo({ ...NOBODY, orgRole, isCreator: true }))
  expect(created).toEqual(['read', 'write', 'write', 'admin'])
  expect(roleInRepo({ ...NOBODY, orgRole: 'contributor' })).toBe('read')
  expect(roleInRepo({ ...NOBODY, isCreator: true })).toBeNull()
})

const user = (scope: TokenScope, isAdmin = false): Principal => ({
  kind: 'user',
  userId: 1,
  name: 'minji',
  isAdmin,
  scope,
  credential: { kind: 'token', id: 1, name: 't', createdAt: new Date(0) },
})
const lab = (role: (typeof ORG_ROLES)[number] | null): Resource => ({ kind: 'namespace', name: 'lab', role })
const allowed = (action: OrgAction, scope: TokenScope) =>
  ([null, ...ORG_ROLES] as const).filter((role) => decide(user(scope), action, lab(role)).allow)

test('what a token may do in an organisation', () => {
  const all = [...ORG_ROLES]
  expect(allowed('org:read', { role: 'read' })).toEqual(all)
  expect(allowed('org:leave', { role: 'read' })).toEqual([])
  expect(allowed('org:admin', { role: 'read' })).toEqual([])
  expect(allowed('org:read', { role: 'write' })).toEqual(all)
  expect(allowed('org:leave', { role: 'write' })).toEqual(all)
  expect(allowed('org:admin', { role: 'write' })).toEqual(['admin'])
  const narrow = (entity: string, role: 'read' | 'write' | 'admin'): TokenScope => ({
    role: 'fineGrained',
    grants: [{ entity, role }],
  })
  expect(allowed('org:admin', narrow('LAB', 'admin'))).toEqual(['admin'])
  expect(allowed('org:admin', narrow('lab', 'write'))).toEqual([])
  expect(allowed('org:admin', narrow('lab/weather', 'admin'))).toEqual([])
  expect(allowed('org:read', narrow('other', 'admin'))).toEqual([])
})

test('the hub is administered by its administrators, and an account changed by a token that may', () => {
  const may = (action: 'hub:admin' | 'account:write', scope: TokenScope, isAdmin = false) =>
    decide(user(scope, isAdmin), action, { kind: 'hub' }).allow
  expect(may('hub:admin', { role: 'write' }, true)).toBe(true)
  expect(may('hub:admin', { role: 'write' })).toBe(false)
  expect(may('hub:admin', { role: 'read' }, true)).toBe(false)
  expect(may('hub:admin', { role: 'fineGrained', grants: [{ entity: 'lab', role: 'admin' }] }, true)).toBe(
    false,
  )
  expect(may('account:write', { role: 'write' })).toBe(true)
  expect(may('account:write', { role: 'read' })).toBe(false)
})
