import { Link } from 'wouter'
import { FollowButton } from '../../components/follow-button.js'
import { Loading, Problem } from '../../components/problem.js'
import { useTitle } from '../../components/use-title.js'
import { useSearchParams } from '../../data/address.js'
import { type Account, useAccount } from '../../data/social.js'
import '../../design/people.css'
import { useFormats, useWords } from '../../words/words.js'
import { NotFound } from '../not-found.js'
import { LikedRepos } from './likes.js'
import { Members } from './members.js'
import { ReposOf } from './repos.js'

/** The page of a user or an organisation, of what the reader may see. */
export default function AccountPage({
  params: { name = '' },
}: {
  params: Record<string, string | undefined>
}) {
  const { words } = useWords()
  const account = useAccount(name)
  const title = account.data?.fullname || account.data?.name
  const [query] = useSearchParams()
  const { allModels: models, likes, members } = words.people
  const lists = new Map(Object.entries({ models, likes, members }))
  useTitle(title && lists.get(query.get('show') ?? ''), title)
  if (account.isPending) return <Loading />
  if (account.error) return <Problem error={account.error} retry={() => void account.refetch()} />
  if (!account.data) return <NotFound />
  return <Shown account={account.data} />
}

const TABS = ['datasets', 'models', 'likes', 'members'] as const

function Shown({ account }: { account: Account }) {
  const { words } = useWords()
  const { number } = useFormats()
  const [query] = useSearchParams()
  const tabs: Record<string, string> = {
    datasets: words.people.datasetsOf(number(account.numDatasets)),
    models: words.people.modelsOf(number(account.numModels)),
    ...(account.kind === 'user'
      ? { likes: words.people.likesOf(number(account.numLikes ?? 0)) }
      : { members: words.people.members }),
  }
  const tab = TABS.find((each) => each === query.get('show') && each in tabs) ?? 'datasets'
  return (
    <>
      <Head account={account} />
      <nav className="tabs" aria-label={account.name}>
        {Object.entries(tabs).map(([key, label]) => (
          <Link
            key={key}
            href={`/${account.name}${key === 'datasets' ? '' : `?show=${key}`}`}
            aria-current={tab === key ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {tab === 'datasets' && <ReposOf key="dataset" type="dataset" author={account.name} />}
      {tab === 'models' && <ReposOf key="model" type="model" author={account.name} />}
      {tab === 'likes' && <LikedRepos name={account.name} />}
      {tab === 'members' && <Members account={account} />}
    </>
  )
}

function Head({ account }: { account: Account }) {
  const { words } = useWords()
  const { number } = useFormats()
  const { kind, name, fullname, numFollowers, numUsers, orgs = [] } = account
  return (
    <header className="account-head">
      <div className="title">
        <h1>{fullname || name}</h1>
        <FollowButton account={account} />
      </div>
      <p className="facts">
        <span>{kind === 'org' ? words.people.organisation : words.people.user}</span>
        <code>{name}</code>
        <span>{words.people.followers(number(numFollowers))}</span>
        {numUsers !== undefined && <span>{words.people.memberCount(number(numUsers))}</span>}
      </p>
      {orgs.length > 0 && (
        <p className="small">
          {words.people.memberOf}:{' '}
          {orgs.map((org, i) => (
            <span key={org.name}>
              {i > 0 && ', '}
              <Link href={`/${org.name}`}>{org.fullname || org.name}</Link>
            </span>
          ))}
        </p>
      )}
    </header>
  )
}
