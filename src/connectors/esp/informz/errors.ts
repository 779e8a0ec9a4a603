import { elementAt, type ErrorRow, textOf, type XmlElement } from '../../sdk/index.ts'

/**
 * Informz's errors: a SOAP fault with a code and a reason (articles 360033049331, 360044601092).
 * What a code means is said by its name alone; README.md, "Errors", says how it is taken.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: '5xx',
    when: isOf('InvalidCredentialsException', 'ValidUserNotFoundException'),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Informz does not accept the user name or the password.',
    remedy: 'Check both in the settings of the connection.',
  },
  {
    status: '5xx',
    when: isOf('BrandNotFoundException'),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Informz does not know the brand.',
    remedy: 'Check the id and the name of the brand in the settings of the connection.',
  },
  {
    status: '5xx',
    when: isOf('NoAvailableIPAddressException'),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'Informz finds no IP address from which this may be asked.',
    remedy: "Have the address of Homing's server put on the list of the account at Informz.",
  },
  {
    status: '5xx',
    when: isOf('ConfigurationErrorException'),
    failure: 'refused',
    whoMustAct: 'you',
    sentence: 'Informz says that something is not set up for this.',
    remedy: 'Ask the support of Informz whether the account may use its API.',
    words: reasonIn,
  },
  {
    status: '5xx',
    when: isOf('ItemNotFoundException'),
    failure: 'not_found',
    whoMustAct: 'homing',
    sentence: 'Informz does not know what was asked for, or it was deleted there.',
  },
  {
    status: '5xx',
    when: isOf(
      ...['InvalidDocumentException', 'InvalidDataFormatException', 'UnknownActionException'],
      ...['UnknownRequestException', 'InvalidGridCategoryException', 'InvalidMessageException'],
      ...['UnexpectedInputException', 'NoNameSpaceSpecifiedException'],
      ...['ConflictingInformationException', 'MismatchedTargetGroupsException'],
      ...['MultipleDefaultTargetGroupsException', 'InsufficientDataToCreateSubscriberException'],
      'InsufficientInformationToCompleteActionException',
    ),
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Informz refused what was asked.',
    words: reasonIn,
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no service of Informz at the API address.',
    remedy: 'Check the API address in the settings of the connection.',
  },
  {
    // SystemAccessException is among them: by its name it is the system that cannot be reached.
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Informz has a fault of its own.',
  },
]

function isOf(...codes: readonly string[]): (body: unknown) => boolean {
  return (body) => codes.includes(textOf(faultIn(body), 'code'))
}

function reasonIn(body: unknown): string | undefined {
  return textOf(faultIn(body), 'reason') || undefined
}

/** body: what parseXml made of the answer; undefined where it was no XML. */
function faultIn(body: unknown): XmlElement | undefined {
  const path = ['Body', 'Fault', 'detail', 'InformzAAPIFault']
  return elementAt(body as XmlElement | undefined, ...path)
}
