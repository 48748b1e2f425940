import type { UploadFile } from '../../data/upload/upload.js'
import { useFormats, useWords } from '../../words/words.js'

const MOST_SHOWN = 50

interface Props {
  files: UploadFile[]
  junk: string[]
  change(files: UploadFile[]): void
}

/** What will be uploaded, and what is left out. */
export function FileList({ files, junk, change }: Props) {
  const { words } = useWords()
  const { number, bytes } = useFormats()
  const size = files.reduce((sum, { file }) => sum + file.size, 0)
  return (
    <>
      <div className="bar">
        <strong role="status">{words.publish.chosen(number(files.length), bytes(size))}</strong>
        <button type="button" className="small" onClick={() => change([])}>
          {words.publish.removeAll}
        </button>
      </div>
      {junk.length > 0 && (
        <p className="quiet small" title={junk.slice(0, 20).join('\n')}>
          {words.publish.junk(number(junk.length))}
        </p>
      )}
      <div className="scroll">
        <table className="listing">
          <thead>
            <tr>
              <th scope="col">{words.file}</th>
              <th scope="col" className="number">
                {words.fileSize}
              </th>
              <th scope="col">
                <span className="hidden-label">{words.publish.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {files.slice(0, MOST_SHOWN).map(({ path, file }) => (
              <tr key={path}>
                <td>{path}</td>
                <td className="number">{bytes(file.size)}</td>
                <td className="number">
                  <button
                    type="button"
                    className="small plain"
                    aria-label={`${words.publish.remove}: ${path}`}
                    onClick={() => change(files.filter((each) => each.path !== path))}
                  >
                    {words.publish.remove}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {files.length > MOST_SHOWN && (
        <p className="quiet small">{words.publish.moreFiles(number(files.length - MOST_SHOWN))}</p>
      )}
    </>
  )
}
