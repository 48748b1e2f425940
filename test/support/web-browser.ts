/** As much of a browser as signing in needs: cookies by origin, redirects, forms. */
export interface Page {
  status: number
  url: string
  text: string
  headers: Headers
}

export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>()
  /** Every address that was asked for, in order. */
  readonly visited: string[] = []

  cookie(origin: string, name: string): string | undefined {
    return this.cookies.get(origin)?.get(name)
  }
  setCookie(origin: string, name: string, value: string): void {
    const jar = this.cookies.get(origin) ?? new Map<string, string>()
    this.cookies.set(origin, jar.set(name, value))
  }

  /** One request, without following where it leads. */
  async ask(url: string, init: RequestInit = {}): Promise<Page> {
    const { origin } = new URL(url)
    this.visited.push(url)
    const jar = this.cookies.get(origin) ?? new Map<string, string>()
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const isRead = (init.method ?? 'GET') === 'GET'
    const answer = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: {
        accept: 'text/html',
        ...(cookie && { cookie }),
        ...(!isRead && { origin }),
        ...(init.headers as Record<string, string>),
      },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      const isGone =
        attributes.some((each) => /^max-age=0$/i.test(each)) || /expires=Thu, 01 Jan 1970/i.test(line)
      if (isGone) jar.delete(name)
      else jar.set(name, value)
    }
    this.cookies.set(origin, jar)
    return { status: answer.status, url, text: await answer.text(), headers: answer.headers }
  }

  /** Follows redirects, but none to an address that `stopAt` holds for. */
  async go(
    url: string,
    init: RequestInit = {},
    stopAt: (url: string) => boolean = () => false,
  ): Promise<Page> {
    let page = await this.ask(url, init)
    for (let i = 0; i < 20; i++) {
      const location = page.headers.get('location')
      if (page.status < 300 || page.status >= 400 || !location) return page
      const next = new URL(location, page.url).href
      if (stopAt(next)) return { ...page, url: next }
      page = await this.ask(next)
    }
    throw new Error(`${url} redirects without end`)
  }

  /** Sends the form of a page, with its hidden fields and these. */
  submit(page: Page, fields: Record<string, string>, stopAt?: (url: string) => boolean): Promise<Page> {
    const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1]
    if (!action) throw new Error(`no form at ${page.url}: ${page.status} ${page.text.slice(0, 300)}`)
    const body = new URLSearchParams()
    for (const [input] of page.text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1] ?? ''
      body.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '')
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    return this.go(new URL(action, page.url).href, { method: 'POST', body }, stopAt)
  }
}
