/** What goes wrong in v4_1 comes with a status of 200, and is told apart by its number. */
export interface RestError {
  name: string
  number: number | string
  description: string
}

export const restErrors = {
  login: {
    name: 'Invalid Login',
    number: 10,
    description: 'Login attempt failed please check the username and password',
  },
  session: {
    name: 'Invalid Session ID',
    number: 11,
    description: 'The session ID is invalid',
  },
  module: {
    name: 'Module Does Not Exist',
    number: 20,
    description: 'This module is not available on this server',
  },
  access: { name: 'Access Denied', number: 40, description: 'You do not have access' },
  format: {
    name: 'Invalid data sent',
    number: 1001,
    description: 'The data sent for this function is invalid',
  },
  merge: {
    name: 'Invalid set_campaign_merge data',
    number: 1005,
    description: 'There is no campaign or no target',
  },
  method: { name: 'An Undefined Error', number: '-1', description: 'There is no such method' },
} as const satisfies Record<string, RestError>

/** Thrown where a call comes to nothing. */
export class RestFault extends Error {
  readonly error: RestError

  constructor(kind: keyof typeof restErrors) {
    super(restErrors[kind].name)
    this.error = restErrors[kind]
  }
}
