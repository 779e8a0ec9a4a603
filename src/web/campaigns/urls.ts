/** A web address in the two parts people tell links apart by: where it leads, and whose site. */
export interface ShortUrl {
  /** Path with what follows it; the site where there is none. */
  path: string
  site: string
}

/** Parts of a web address as people read them; anything else stands whole. */
export function shortUrl(url: string): ShortUrl {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return { path: url, site: '' }
  const site = parsed.host.replace(/^www\./, '')
  const path = parsed.pathname + parsed.search + parsed.hash
  return { path: path === '/' ? site : path, site }
}
