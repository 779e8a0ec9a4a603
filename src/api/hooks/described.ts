/** The door as the OpenAPI document has it: no route of the contract, but a part of the whole. */
export const HOOK_DOOR = {
  '/hooks/{token}': {
    post: {
      operationId: 'hooks.deliver',
      tags: ['hooks'],
      summary: 'Where an ESP delivers news by itself; stored before it is answered',
      description:
        "The address is made at a connection and shown once. The vendor's signature is proved over "
        + 'the raw bytes; the same delivery twice is stored once and answered 200 both times.',
      'x-permission': 'public',
      security: [],
      parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: { description: 'On disk, now or since an earlier time' },
        400: { description: 'Empty, broken, or not what this vendor sends' },
        401: { description: 'Not proved: no signature, a wrong one, or one of another time' },
        404: { description: 'No such address, or none any more' },
        408: { description: 'It took too long to arrive' },
        413: { description: 'Larger than a delivery may be' },
        415: { description: 'Another media type or packing than this vendor sends' },
        503: { description: 'It cannot be stored now: come again (Retry-After)' },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
}
