import { mediaTypeOf } from '../../codecs/media/media-type.js'
import { HubError } from '../../core/errors.js'
import { attribute } from '../attribution.js'
import { hubRoute, type Route } from '../route.js'
import { openSigned } from '../signed.js'
import { MEDIA_PATH } from './render.js'
import { MOST_ROWS } from './rows.js'

/** GET /viewer/media?...sig: the picture or sound of one cell. Films are in the repo only: the answer leads there, where rights are asked anew. */
export const media = (): Route =>
  hubRoute('GET', MEDIA_PATH, 'signed', async (call) => {
    const { grant, values, view } = await openSigned(call, 'repo:sample')
    // rows after the first ones are no sample
    if (!(Number(values.get('row')) < MOST_ROWS))
      await call.services.access.authorizeById(grant.principal, 'repo:download', grant.repo.id)
    const { tables, rows } = call.services
    const table = await tables.table(grant, values.get('config') ?? '', values.get('split') ?? '')
    // rows of a newer commit are others
    if (view !== table.view.id) throw new HubError('BadSignature')
    const file = await rows.file(table, Number(values.get('row')), Number(values.get('column')))
    if ('path' in file) {
      const path = file.path.split('/').map(encodeURIComponent).join('/')
      const target = `${call.urls.repo(grant.repo)}/resolve/${table.view.commit}/${path}`
      return call.reply.code(302).header('location', target).send()
    }
    const { bytes } = file
    await attribute(call, grant, table.view.commit)
    const type = mediaTypeOf(bytes)
    return call.reply
      .type(type)
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('content-disposition', type === 'application/octet-stream' ? 'attachment' : 'inline')
      .header('cache-control', 'private, max-age=3600')
      .send(bytes)
  })
