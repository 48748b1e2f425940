import { chunksOf, makeXorb, type TestXorb, Xet } from '../../support/xet.js'
import { type FileSpec, fileOf, shardOf, termOf } from '../../support/xet-shard.js'
import type { ChildHub } from './child-hub.js'
import { expectStatus, type Repo } from './client.js'

/** A file of one xorb, whose chunks no other seed has. */
export interface XetTarget {
  xorb: TestXorb
  file: FileSpec
}

export function xetTarget(seed: string, chunks: number, chunkBytes: number): XetTarget {
  const xorb = makeXorb(chunksOf(seed, chunks, chunkBytes))
  return { xorb, file: fileOf([termOf(xorb)]) }
}

export async function xetOf(hub: ChildHub, repo: Repo): Promise<Xet> {
  const answer = await expectStatus(await hub.call(`${repo.api}/xet-write-token/main`), 200)
  const { casUrl, accessToken } = (await answer.json()) as { casUrl: string; accessToken: string }
  return new Xet(casUrl, accessToken)
}

export const sendXorb = async (xet: Xet, { xorb }: XetTarget): Promise<void> =>
  void (await expectStatus(await xet.sendXorb(xorb), 200))

export const sendShard = async (xet: Xet, { xorb, file }: XetTarget): Promise<void> =>
  void (await expectStatus(await xet.sendShard(shardOf({ files: [file], xorbs: [xorb] })), 200))
