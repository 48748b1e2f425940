/** Values of facets, in English: their codes are English already. */
const names = {
  tasks: {} as Record<string, string>,
  modalities: {} as Record<string, string>,
  formats: {} as Record<string, string>,
}
export type FacetNames = typeof names
export default names
