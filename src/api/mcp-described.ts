/** The door as the OpenAPI document has it: no route of the contract, but a part of the whole. */
export const MCP_DOOR = {
  '/mcp': {
    post: {
      operationId: 'mcp.message',
      tags: ['mcp'],
      summary: 'One message of the Model Context Protocol: tools over this API, with the same key',
      description:
        'Streamable HTTP without sessions. Tools look up and explain; what changes something is '
        + 'done by a second call with a confirmation. See docs/mcp.md.',
      'x-permission': 'see',
      security: [{ key: [] }],
      requestBody: { required: true, content: { 'application/json': { schema: {} } } },
      responses: {
        200: { description: 'The answer, as JSON or as a stream of events that ends with it' },
        202: { description: 'Taken note of: it asks for no answer' },
        400: { description: 'Not a message of the protocol' },
        413: { description: 'Longer than a message may be' },
        415: { description: 'Not JSON' },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
}
