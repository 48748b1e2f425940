import type { FormEvent } from 'react'
import { Confirm } from '../../components/govern/confirm.js'
import { Field, MoreButton, Shown } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import {
  REPO_ROLES,
  useMakeTeam,
  useRemoveTeam,
  useShare,
  useTeamMember,
  useTeamMembers,
  useTeamRepos,
  useTeams,
} from '../../data/organisations.js'
import { useWords } from '../../words/words.js'

export function Teams({ org }: { org: string }) {
  const { words } = useWords()
  const teams = useTeams(org)
  const make = useMakeTeam(org)
  return (
    <>
      <OneField label={words.account.teamName} button={words.account.makeTeam} change={make} />
      <Shown asked={teams}>
        {() =>
          teams.rows?.length === 0 ? (
            <p className="quiet">{words.account.none}</p>
          ) : (
            teams.rows?.map(({ name }) => <Team key={name} org={org} name={name} />)
          )
        }
      </Shown>
      <MoreButton of={teams} />
    </>
  )
}

function Team({ org, name }: { org: string; name: string }) {
  const { words } = useWords()
  const remove = useRemoveTeam(org)
  return (
    <section className="panel">
      <div className="bar">
        <h2 style={{ margin: 0 }}>{name}</h2>
        <Confirm
          label={words.account.removeTeam}
          what={words.account.removeTeamWhat(name)}
          act={() => remove.mutateAsync(name)}
          isDangerous
        />
      </div>
      <TeamMembers org={org} name={name} />
      <TeamRepos org={org} name={name} />
    </section>
  )
}

function TeamMembers({ org, name }: { org: string; name: string }) {
  const { words } = useWords()
  const members = useTeamMembers(org, name)
  const change = useTeamMember(org, name)
  // apart from adding: its refusal stays in its dialog
  const remove = useTeamMember(org, name)
  const add: OneFieldProps['change'] = {
    ...change,
    mutate: (user, after) => change.mutate({ user, isIn: true }, after),
  }
  return (
    <>
      <h3>{words.account.teamMembers}</h3>
      <Shown asked={members}>
        {() => (
          <div className="actions">
            {members.rows?.map(({ user }) => (
              <span key={user}>
                <span className="badge">{user}</span>{' '}
                <Confirm
                  label={words.account.takeAway(user)}
                  sign="×"
                  what={words.account.takeMemberWhat(user, name)}
                  act={() => remove.mutateAsync({ user, isIn: false })}
                  isDangerous
                  className="small"
                />
              </span>
            ))}
          </div>
        )}
      </Shown>
      <MoreButton of={members} />
      <OneField label={words.requests.giveTo} button={words.account.addMember} change={add} />
    </>
  )
}

function TeamRepos({ org, name }: { org: string; name: string }) {
  const { words } = useWords()
  const repos = useTeamRepos(org, name)
  const share = useShare(org, name)
  const unshare = useShare(org, name)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const [repo, type, role] = ['repo', 'type', 'role'].map((key) =>
      String(new FormData(form).get(key)).trim(),
    ) as [string, string, string]
    share.mutate({ repo, type, role }, { onSuccess: () => form.reset() })
  }
  return (
    <>
      <h3>{words.account.teamRepos}</h3>
      <ul>
        {repos.rows?.map(({ type, repo, role }) => (
          <li key={`${type} ${repo}`}>
            {repo}: {words.account.shortRoles[role]}{' '}
            <Confirm
              label={words.account.takeAway(repo)}
              sign="×"
              what={words.account.takeRepoWhat(name, repo)}
              act={() => unshare.mutateAsync({ type, repo: repo.split('/')[1] ?? '', role: null })}
              isDangerous
              className="small"
            />
          </li>
        ))}
      </ul>
      <MoreButton of={repos} />
      <form className="form line" onSubmit={submit}>
        <Field label={words.account.repoName}>
          {(id) => <input id={id} name="repo" required maxLength={96} />}
        </Field>
        <Field label={words.account.repoKind}>
          {(id) => (
            <select id={id} name="type">
              <option value="dataset">{words.account.dataset}</option>
              <option value="model">{words.account.model}</option>
            </select>
          )}
        </Field>
        <Field label={words.account.role}>
          {(id) => (
            <select id={id} name="role">
              {REPO_ROLES.map((each) => (
                <option key={each} value={each}>
                  {words.account.shortRoles[each]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" disabled={share.isPending}>
          {words.account.share}
        </button>
      </form>
      {share.error && <Refusal error={share.error} />}
    </>
  )
}

interface OneFieldProps {
  label: string
  button: string
  change: { mutate(value: string, after: { onSuccess(): void }): void; isPending: boolean; error: unknown }
}

/** One name to send. */
function OneField({ label, button, change }: OneFieldProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    // a name that was refused stays, to be mended
    change.mutate(String(new FormData(form).get('name')).trim(), { onSuccess: () => form.reset() })
  }
  return (
    <>
      <form className="form line" onSubmit={submit}>
        <Field label={label}>
          {(id) => (
            <input id={id} name="name" required maxLength={96} autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <button type="submit" disabled={change.isPending}>
          {button}
        </button>
      </form>
      {change.error ? <Refusal error={change.error} /> : null}
    </>
  )
}
