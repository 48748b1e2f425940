import { apiRoute, type Route } from '../route.js'

/** GET storage: how many LFS files of how many bytes, the bytes they take on disk, and what is saved. */
export const storage = (): Route =>
  apiRoute('GET', '/storage', 'repo:download', ({ services, grant }) => services.storage.ofRepo(grant))
