const parameters = [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }]
const open = { tags: ['preferences'], 'x-permission': 'public', security: [], parameters }
const form = (type: string) => ({ [type]: { schema: { type: 'object' } } })
const page = { content: { 'text/html': { schema: { type: 'string' } } } }
const refusals = {
  404: { description: 'The link leads nowhere, with how to reach the firm', ...page },
  429: { description: 'Too often in a minute (Retry-After)', ...page },
  503: { description: 'Nothing was done: come again (Retry-After)', ...page },
}

/** The door for people without an account, as the OpenAPI document has it. */
export const PREFERENCE_DOOR = {
  '/p/{token}': {
    get: {
      ...open,
      operationId: 'preferences.page',
      summary: "A person's own preferences, by a signed link; looking changes nothing",
      responses: { 200: { description: 'The page', ...page }, ...refusals },
    },
    post: {
      ...open,
      operationId: 'preferences.choose',
      summary: 'Saves what the person chose; the same twice is one',
      requestBody: { required: true, content: form('application/x-www-form-urlencoded') },
      responses: { 200: { description: 'What holds now, with an undo', ...page }, ...refusals },
    },
  },
  '/u/{token}': {
    get: {
      ...open,
      operationId: 'unsubscribe.page',
      summary: 'Asks before a mailing is left; looking changes nothing',
      responses: { 200: { description: 'The page', ...page }, ...refusals },
    },
    post: {
      ...open,
      operationId: 'unsubscribe.oneClick',
      summary: 'Leaves with one click (RFC 8058), without a page or a redirect',
      description:
        'Leaves the topic of the mailing where it has one, else everything. The body says '
        + 'List-Unsubscribe=One-Click; what the page itself sends is answered with a page.',
      requestBody: {
        required: true,
        content: {
          ...form('application/x-www-form-urlencoded'),
          ...form('multipart/form-data'),
        },
      },
      responses: { 200: { description: 'Done, now or since an earlier time' }, ...refusals },
    },
  },
}
