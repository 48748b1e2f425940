import { useState } from 'react'
import { Link } from 'wouter'
import { MoreButton, Said, Shown, Table } from '../../components/govern/parts.js'
import { Refusal } from '../../components/govern/refusal.js'
import { JOB_STATES, type JobState, useHub, useJobs, useRetry } from '../../data/admin.js'
import { useAdminWords } from '../../words/admin.js'
import { useFormats } from '../../words/words.js'

export function Jobs() {
  const { words } = useAdminWords()
  const { number } = useFormats()
  const hub = useHub()
  const [state, setState] = useState<JobState>('failed')
  const retry = useRetry()
  return (
    <>
      <p className="lead">{words.admin.jobsLead}</p>
      <div className="bar pills">
        {JOB_STATES.map((each) => (
          <button key={each} type="button" aria-pressed={each === state} onClick={() => setState(each)}>
            {words.admin.jobStates[each]} {hub.data && number(hub.data.jobs[each])}
          </button>
        ))}
      </div>
      {retry.error && <Refusal error={retry.error} />}
      <Said>{retry.isSuccess && words.admin.retried}</Said>
      <List state={state} retry={retry} />
    </>
  )
}

function List({ state, retry }: { state: JobState; retry: ReturnType<typeof useRetry> }) {
  const { words, language } = useAdminWords()
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const jobs = useJobs(state)
  return (
    <Shown asked={jobs}>
      {() =>
        jobs.rows?.length === 0 ? (
          <p className="quiet">{words.admin.noJobs}</p>
        ) : (
          <>
            <Table
              label={words.admin.parts.jobs}
              head={[words.account.repo, words.admin.began, words.admin.ended, words.admin.why, '']}
            >
              {jobs.rows?.map(({ repo, createdAt, finishedAt, problems }) => (
                <tr key={repo}>
                  <td>
                    <Link href={`/datasets/${repo}`}>{repo}</Link>
                  </td>
                  <td className="tight">{time.format(new Date(createdAt))}</td>
                  <td className="tight">{finishedAt && time.format(new Date(finishedAt))}</td>
                  <td>
                    {problems.slice(0, 3).map((problem) => (
                      <div key={`${problem.path} ${problem.split} ${problem.code}`}>
                        {problem.path && <code>{problem.path}</code>} {problem.message}
                      </div>
                    ))}
                  </td>
                  <td>
                    {(state === 'failed' || problems.length > 0) && (
                      <button type="button" disabled={retry.isPending} onClick={() => retry.mutate(repo)}>
                        {words.admin.retry}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
            <MoreButton of={jobs} />
          </>
        )
      }
    </Shown>
  )
}
