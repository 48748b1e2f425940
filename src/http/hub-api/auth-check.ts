import { apiRoute, type Route } from '../route.js'

/** GET auth-check and auth-check/write: 200 when the caller may, else the error that the real call would give. */
export const authCheck = (): Route[] => [
  apiRoute('GET', '/auth-check', 'repo:download', () => ({ access: 'read' })),
  apiRoute('GET', '/auth-check/write', 'repo:write', () => ({ access: 'write' })),
]
