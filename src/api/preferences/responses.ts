import type { Page } from './frame.ts'
import { policyFor } from './style.ts'

export const METHODS = ['GET', 'HEAD', 'POST']
export const HSTS = 'max-age=31536000'

/** Nothing of a page is kept anywhere, found by a search, framed, or told to where it leads. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

export function pageResponse({ html, style }: Page, status = 200): Response {
  return new Response(html, {
    status,
    headers: {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(style),
      vary: 'accept-language',
    },
  })
}

/** For programs, which want a word and no page. */
export function plain(text: string, status: number): Response {
  const headers = { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  return new Response(text, { status, headers })
}

export function wrongMethod(): Response {
  const response = plain('This address answers to GET and POST.', 405)
  response.headers.set('allow', METHODS.join(', '))
  return response
}
