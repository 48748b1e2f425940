import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Which walls this machine can put around a process that parses what users sent; see docs/tables.md. */
export interface Walls {
  /** `root`: namespaces made by root, which then becomes `user`; `user`: in a user namespace; `none`: not possible here. */
  namespaces: 'root' | 'user' | 'none'
  /** Memory is limited by the system. */
  limits: boolean
  /** Why a wall is missing, for the operator. */
  missing: string[]
}

export interface JailPlan {
  walls: Walls
  /** Folders of the host: an empty one that becomes the root, the input, the output. */
  folders: { root: string; in: string; out: string }
  /** Files and folders that the process reads, seen under their own paths. */
  visible: string[]
  memoryBytes: number
  command: string[]
}

/** An unprivileged account of every Linux. */
export const NOBODY = 65534

/**
 * Makes a root of its own (system libraries and what is visible, all read-only; /in; /out), goes into it, and gives up
 * every right. `$1` root, `$2` input, `$3` output, `$4` the account to become or '', then visible paths, --, the command.
 */
const SCRIPT = `set -eu
root=$1 in=$2 out=$3 account=$4; shift 4
mount -t tmpfs -o size=4m,mode=755,nosuid,nodev jail "$root"
seal() { mount --bind "$1" "$2"; mount -o remount,bind,ro,nosuid,nodev "$2" 2>/dev/null || mount -o remount,bind,ro "$2"; }
show() {
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")"; : > "$root$1"; fi
  seal "$1" "$root$1"
}
for folder in /bin /sbin /lib /lib32 /lib64 /usr; do
  if [ -L "$folder" ]; then ln -s "$(readlink "$folder")" "$root$folder"; elif [ -d "$folder" ]; then show "$folder"; fi
done
while [ "$1" != -- ]; do case "$1" in /usr/*) ;; *) show "$1";; esac; shift; done; shift
mkdir "$root/in" "$root/out" "$root/dev" "$root/proc"
seal "$in" "$root/in"
mount --bind "$out" "$root/out"
for device in null urandom; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -o remount,bind,ro,nosuid,nodev "$root"
cd "$root"
exec chroot . setpriv \${account:+--reuid=$account --regid=$account --clear-groups} --bounding-set=-all --inh-caps=-all --no-new-privs "$@"`

const NAMESPACES = ['--net', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child=SIGKILL']

/** The command line that runs `plan.command` behind the walls that there are. */
export function jailed(plan: JailPlan): string[] {
  const limited = plan.walls.limits
    ? ['prlimit', `--data=${plan.memoryBytes}`, '--core=0', '--nofile=1024', ...plan.command]
    : plan.command
  if (plan.walls.namespaces === 'none') return limited
  const account = plan.walls.namespaces === 'root' ? String(NOBODY) : ''
  const user = plan.walls.namespaces === 'user' ? ['--user', '--map-root-user'] : []
  const { root, in: input, out } = plan.folders
  const script = ['sh', '-c', SCRIPT, 'jail', root, input, out, account, ...plan.visible, '--', ...limited]
  // whatever becomes of the hub, the processes end with it; in a user namespace the program sees to that itself
  const withHub = plan.walls.namespaces === 'root' ? ['setpriv', '--pdeathsig', 'KILL'] : []
  return [...withHub, 'unshare', ...user, ...NAMESPACES, ...script]
}

/** Tries the walls, once. */
export async function findWalls(): Promise<Walls> {
  if (process.platform !== 'linux')
    return { namespaces: 'none', limits: false, missing: [`${process.platform} has no namespaces`] }
  const limits = await works(['prlimit', '--data=1000000000', 'true'])
  const wanted = process.getuid?.() === 0 ? 'root' : 'user'
  const missing = limits ? [] : ['prlimit of util-linux is not here: memory is not limited']
  const why = await tryJail({ namespaces: wanted, limits, missing })
  if (why === undefined) return { namespaces: wanted, limits, missing }
  return { namespaces: 'none', limits, missing: [...missing, `namespaces are not possible: ${why}`] }
}

/** Undefined when a process starts behind the walls; else what it said. */
async function tryJail(walls: Walls): Promise<string | undefined> {
  const base = await mkdtemp(join(tmpdir(), 'databelt-walls-'))
  try {
    const folders = { root: join(base, 'root'), in: join(base, 'in'), out: join(base, 'out') }
    for (const folder of Object.values(folders)) await mkdir(folder)
    const [program = '', ...args] = jailed({
      walls,
      folders,
      visible: [],
      memoryBytes: 1e9,
      command: ['true'],
    })
    await promisify(execFile)(program, args, { timeout: 10_000, env: { PATH } })
    return undefined
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message
    return said.split('\n')[0]?.slice(0, 200)
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}

const works = (command: [string, ...string[]]): Promise<boolean> =>
  promisify(execFile)(command[0], command.slice(1), { timeout: 10_000, env: { PATH } }).then(
    () => true,
    () => false,
  )

export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
