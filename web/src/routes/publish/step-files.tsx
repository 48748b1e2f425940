import type { Draft } from '../../core/draft.js'
import { nameFault, nameFrom } from '../../core/repo-name.js'
import type { Me } from '../../data/me.js'
import { useIsTaken } from '../../data/publish.js'
import type { Chosen } from '../../data/upload/dropped.js'
import { joined } from '../../data/upload/joined.js'
import { useWords } from '../../words/words.js'
import { DropBox } from './drop-box.js'
import { Pick, TextField } from './fields.js'
import { FileList } from './file-list.js'
import type { StepProps } from './new.js'
import { PersonalNotice } from './personal-notice.js'
import { TableGuess } from './table-guess.js'
import { Unreadable } from './unreadable.js'
import type { ChangeDraft } from './use-draft.js'

const CREATE_ROLES = ['contributor', 'write', 'admin']

/** Name, owner and files, and what is in them. */
export function StepFiles({ draft, change, me, files, setFiles, junk, setJunk, found, reread }: StepProps) {
  const { words } = useWords()
  const choose = (chosen: Chosen) => {
    setFiles(joined(files, chosen.files))
    setJunk([...junk, ...chosen.junk])
  }
  const retitle = (title: string) => {
    const follows = draft.name === '' || draft.name === nameFrom(draft.title)
    change({ title, ...(follows && { name: nameFrom(title) }) })
  }
  return (
    <>
      <div className="pair">
        <TextField
          label={words.publish.prettyTitle}
          hint={words.publish.prettyTitleHint}
          value={draft.title}
          change={retitle}
          maxLength={200}
        />
        <Pick
          label={words.publish.owner}
          value={draft.owner}
          options={ownersOf(me).map((name) => [name, name])}
          change={(owner) => change({ owner })}
        />
      </div>
      <NameField draft={draft} change={change} />
      <DropBox choose={choose} />
      {files.length > 0 && <FileList files={files} junk={junk} change={setFiles} />}
      {files.length === 0 && draft.made !== '' && <p className="notice">{words.publish.chooseAgain}</p>}
      {found === undefined && (
        <p className="quiet" role="status">
          {words.publish.looking}
        </p>
      )}
      {found && <Unreadable paths={found.unreadable} />}
      {found && <PersonalNotice personal={found.personal} />}
      {found && <TableGuess tables={found.tables} reread={reread} />}
    </>
  )
}

/** Oneself, and the organisations where one may make repos. */
export const ownersOf = (me: Me): string[] => [
  me.name,
  ...me.orgs.filter(({ roleInOrg }) => CREATE_ROLES.includes(roleInOrg)).map(({ name }) => name),
]

function NameField({ draft, change }: { draft: Draft; change: ChangeDraft }) {
  const { words } = useWords()
  const says = words.publish.names
  const id = `${draft.owner}/${draft.name}`
  const fault = nameFault(draft.name)
  const taken = useIsTaken(id, fault === undefined, draft.made)
  const isWrong = (fault !== undefined && fault !== 'empty') || (id !== draft.made && taken.data === true)
  const free = taken.data === false ? says.free : ''
  const hint = fault ? says[fault] : id === draft.made ? says.mine : taken.data ? says.taken : free
  return (
    <TextField
      label={words.publish.name}
      hint={
        <>
          <code>/datasets/{id}</code> <span role="status">{hint}</span>
        </>
      }
      value={draft.name}
      change={(name) => change({ name })}
      isWrong={isWrong}
      maxLength={96}
    />
  )
}
