/** Names of codes, in English. A code that is not here is shown as it is, which is English already. */
const names = {
  apiParts: {} as Record<string, string>,
  traffic: {
    resolve: 'files',
    git: 'git',
    lfs: 'git-lfs',
    xet: 'xet',
    viewer: 'rows and figures',
    sql: 'SQL',
    subset: 'parts of tables',
    upload: 'publishing',
    api: 'API and pages',
  } as Record<string, string>,
  actions: {} as Record<string, string>,
}
export type Names = typeof names
export default names
