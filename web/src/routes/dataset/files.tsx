import FilesView from '../files/view.js'

/** Files and history of a data set: which, says the address. */
export default function FilesTab() {
  return <FilesView />
}
