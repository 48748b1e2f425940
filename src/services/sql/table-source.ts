import type { Features } from '../../core/features.js'
import type { Principal } from '../../core/policy.js'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { Grant } from '../access.js'

/** A table of a commit, and the Parquet files it is made of. */
export interface SqlTable {
  commit: string
  split: { config: string; split: string; features: Features }
  parts: TablePart[]
}
export interface TablePart {
  sha256: string
  size: number
}

/** Where SQL finds tables. */
export interface TableSource {
  /**
   * The table of a split. Without `config` and `split`, the only one there is. Asks for `repo:download`: throws what the
   * policy says, and an error that lists the tables there are when this one is not. `onGrant` hears of the repo before.
   */
  open(
    principal: Principal,
    repo: { namespace: string; name: string },
    config: string | undefined,
    split: string | undefined,
    onGrant?: (grant: Grant) => Promise<void>,
  ): Promise<SqlTable>
  /** Puts the files where the process of `session` sees them. Returns their paths inside. */
  place(parts: TablePart[], session: SandboxSession): Promise<string[]>
}
