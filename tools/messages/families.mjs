/** What is refused or told with a remedy, and what the audit tells. */
const TOLD = { properties: ['sentence', 'remedy', 'reason', 'cause'], whole: true }
const REFUSING = ['Refused', 'notFound']
const words = (text) => text.split(/\s+/)

/**
 * Where the server's sentences stand that the screens translate (src/web/languages/said.ts): by
 * folder or file, the properties (and constants named like them) whose texts are shown, the calls
 * of any object whose sentences are (and all texts of the arrays that `arrays` are called with),
 * the tables (constants) that hold nothing else, the functions whose answers are shown (`returns`),
 * the objects whose keys are, and the parts: words that are put into other sentences. A family that
 * is whole follows names, choices, counts and functions of the same file to whole sentences; of the
 * others each sentence stands where it is told, as it is written. What is not listed is shown in
 * English.
 */
export const FAMILIES = [
  { folder: 'src/api/problem.ts', properties: ['remedy'], calls: ['super'], tables: ['TITLES'] },
  { folder: 'src/api/handlers/hooks.ts', tables: ['WORDS'], whole: true },
  {
    folder: 'src/api/contract/figures.ts',
    properties: ['numerator', 'leftOut', 'note'],
    tables: ['FIGURE_RULES'],
    whole: true,
  },
  {
    folder: 'src/api/contract',
    properties: ['message'],
    calls: ['min', 'max', 'regex', 'email'],
    tables: ['WHICH_ROLES', 'UNNAMED'],
    whole: true,
  },
  { folder: 'src/api/handlers', ...TOLD, calls: REFUSING, returns: ['baseUrlProblem'] },
  { folder: 'src/api/authorise.ts', ...TOLD, calls: REFUSING },
  { folder: 'src/api/read-ask.ts', ...TOLD, calls: REFUSING },
  { folder: 'src/api/same-origin.ts', ...TOLD, calls: REFUSING },
  { folder: 'src/api/server.ts', ...TOLD, calls: REFUSING },
  { folder: 'src/platform/refused.ts', properties: ['remedy'], calls: ['Refused'] },
  { folder: 'src/platform/csv-records.ts', tables: ['UNCLOSED', 'ENDLESS', 'STRAY', 'AFTER'] },
  {
    folder: 'src/platform/http',
    calls: ['HttpFault', 'BadJson', 'forbidden', 'begin'],
    whole: true,
  },
  { folder: 'src/platform/mail', calls: ['MailFault'], whole: true },
  { folder: 'src/platform/sftp', calls: ['SftpFault'], returns: ['keyProblem'], whole: true },
  { folder: 'src/platform/grown-file.ts', calls: ['GrownFileFault'], whole: true },
  { folder: 'src/platform/watched-folder.ts', calls: ['FolderFault'], whole: true },
  { folder: 'src/accounts/fields', properties: ['title', 'tells'] },
  { folder: 'src/accounts', ...TOLD, calls: [...REFUSING, 'weak'], returns: ['hiddenWords'] },
  { folder: 'src/accounts/fields', tables: ['HIDDEN_REMEDY'] },
  {
    folder: 'src/alarms/rules',
    properties: ['title', 'sentence', 'nextStep'],
    whole: true,
  },
  {
    folder: 'src/alarms',
    properties: [...TOLD.properties, 'reasons'],
    calls: REFUSING,
    tables: ['failures', 'A_MOMENT'],
    whole: true,
  },
  {
    folder: 'src/audience',
    ...TOLD,
    calls: [...REFUSING, 'find', 'inStatus'],
    tables: ['REASONS', 'GROUP_WORDS', 'TOO_LONG', 'sentences', 'remedy'],
    returns: ['reasonToHold', 'reasonToHoldDetails'],
  },
  { folder: 'src/campaigns', ...TOLD, calls: REFUSING },
  {
    folder: 'src/consent',
    ...TOLD,
    calls: REFUSING,
    tables: ['result', 'before', 'opened', 'open', 'OWN_PAGE'],
    returns: ['sentenceOf', 'sentenceOfEffect'],
  },
  {
    folder: 'src/erasure/preview.ts',
    properties: ['what', 'why'],
    whole: true,
  },
  { folder: 'src/erasure', ...TOLD, calls: REFUSING, tables: ['BY_HAND', 'byHand'] },
  { folder: 'src/interests', ...TOLD, calls: [...REFUSING, 'tell'] },
  { folder: 'src/ledger/trace/stations.ts', properties: ['name'], tables: ['name'], whole: true },
  { folder: 'src/ledger/tasks', properties: ['title'], keys: ['outcome'], whole: true },
  { folder: 'src/ledger/validity', properties: ['title'], keys: ['outcome'], whole: true },
  {
    folder: 'src/ledger',
    ...TOLD,
    calls: [...REFUSING, 'drop', 'end'],
    tables: ['REASONS', 'UNREAD', 'DROPPED'],
    returns: ['timeProblem'],
  },
  {
    folder: 'src/lists',
    properties: [...TOLD.properties, 'message'],
    calls: [...REFUSING, 'tell', 'tellRefused', 'min', 'regex'],
    returns: ['sentence', 'reasonsToHold', 'faultOfOwn'],
    whole: true,
  },
  {
    folder: 'src/people',
    properties: [...TOLD.properties, 'problem', 'message', 'undoFirst', 'did'],
    calls: [...REFUSING, 'BadCell', 'Conflict', 'no', 'endImport'],
    tables: ['sentences', 'reason'],
    returns: ['problemOfText', 'problemOfLocal', 'repeated'],
    whole: true,
  },
  { folder: 'src/preferences', ...TOLD, calls: REFUSING, returns: ['doubtOfMoment'] },
  { folder: 'src/reports/presets.ts', properties: ['name', 'description', 'title'] },
  {
    folder: 'src/reports/subjects',
    properties: ['title', 'description'],
    arrays: ['text', 'choice', 'flag', 'time', 'figure', 'reference'],
    tables: `WHAT SCOPES SOURCES CAUSES TITLES VERDICTS CHANNELS STATUSES FIGURES HOW KINDS ORIGINS
      BOUNCES CLASSES words`.split(/\s+/),
    whole: true,
  },
  {
    folder: 'src/reports',
    properties: [...TOLD.properties, 'message', 'outcome'],
    calls: [...REFUSING, '#add', 'min', 'regex', 'failed', 'again', 'stop', 'tell'],
    tables: ['reason', 'CANCELLED', 'NARROW', 'outcome'],
    returns: ['faultOfValues'],
    whole: true,
  },
  {
    folder: 'src/why',
    ...TOLD,
    calls: REFUSING,
    tables: ['MADE', 'HAPPENED'],
    returns: ['sentenceOfFlag', 'sentenceOfCampaign', 'passedOver'],
  },
  {
    folder: 'src/platform/read-as.ts',
    properties: ['reason'],
    tables: words('OTHER MORE_FORMS KINDS FORMATS'),
    returns: words('wordsOf lengthOf whatIs toGive oneOf atLeast atMost'),
  },
  {
    folder: 'src/connectors/crm',
    properties: words(`title description sentence remedy outcome campaign targets rule
      optOut leave resubscribe invalid valid isUnknown left toDo why`),
    calls: words(`Failure FieldRefused unreadable refused siteAddress secretSetting min regex refine
      named notMeant notOffered notBuilt notDocumented`),
    tables: ['sentences'],
    returns: words('bouncesOf withoutType absence whyNot whyUnwritable'),
    parts: words('what WHAT'),
  },
  { folder: 'src/connectors/crm/database/client.ts', tables: ['TITLE'] },
  {
    folder: 'src/sync',
    properties: words(`sentence remedy outcome message reason cause words why promise kept next then
      isOn isOff who refused what detail`),
    calls: words(
      'Refused Failure Waits note stuck settle keep failed nothing done end begin tellTooLate',
    ),
    tables: words(`UNFIT HELD_BY UNTOLD REFUSED TOO_MANY LOOKED_TOO_LATE WAITS_FOR_OFF CANCELLED
      INACTIVE KEPT_AS_CONSENT sentences`),
    returns: words('inWords faultOf wordsOfPush wordsOfLine wordsOfMismatch reasonToHold'),
  },
  { folder: 'src/sync/pull.ts', properties: ['name'], parts: ['name'] },
  { folder: 'src/sync/pull-feedback.ts', parts: ['WORDS'] },
  { folder: 'src/sync/reconciliation', parts: ['METRIC_WORDS'] },
  {
    folder: 'src/mapping',
    properties: words('sentence remedy cause others howMany what'),
    calls: words('Refused StepRefused refused'),
    tables: ['SOURCE_LABELS'],
    returns: words('rivalOf passedOver wordsOfDecision wordsOfReplacing wordsOfStep wordsOfSource'),
  },
  {
    folder: 'src/files',
    properties: words('sentence remedy fault cause others'),
    calls: words('Refused SourceFault wrong end'),
    tables: words('REMEDIES REPLACE'),
    returns: ['titleOf'],
  },
  { folder: 'src/outbox', properties: ['outcome'], calls: ['Refused'] },
  {
    folder: 'src/connections',
    properties: words('sentence remedy'),
    calls: words('Refused Failure super without refused'),
    tables: words('CAUSE KEPT sentences'),
    parts: ['KIND_WORDS'],
    returns: ['sentenceOf'],
  },
  {
    folder: 'src/webhooks',
    properties: words('sentence remedy outcome'),
    calls: ['Refused'],
    returns: words('endOf sentenceOf'),
  },
  {
    folder: 'src/connectors/sdk',
    properties: words('sentence remedy reason title description why missing long'),
    calls:
      words(`Failure FieldRefused unreadable refuse endless faultyRow regex refine meets notMeant
      digits`),
    tables: words('CAPABILITY_TITLES REMEDIES CHECK_HOST CHECK_ADDRESS ASK_OPERATOR code'),
    returns: words('addressProblem keyProblem'),
  },
  {
    folder: 'src/connectors/esp',
    properties: words(`sentence remedy title description help note good bad why rules
      optOut leave resubscribe erase putOn takeOff takesNoWish`),
    calls: words(`Failure FieldRefused unreadable refused faultyRow probe fault line
      notOffered notBuilt notDocumented notMeant min regex refine
      baseAddress secretSetting needed neededSecret numbered digits byUpload`),
    tables: words(`TITLES GIVEN_UP NEEDED NO_WAY_BACK OFF_AN_INTEREST UNSAID RESENT MACHINES less
      LABELS PHONE_LABELS STREET_LABELS`),
  },
  { folder: 'src/connectors/esp/constant-contact/total-definitions.ts', properties: ['open'] },
  { folder: 'src/connectors/esp/informz/totals.ts', tables: ['open'] },
  {
    folder: 'src/connectors/file',
    properties: words('sentence remedy title help message reason fault'),
    calls: words('FileFault FieldRefused refine notMeant preset'),
    tables: words('UNMAPPED NOTE TITLE'),
    parts: ['TITLE'],
    returns: ['formatProblem'],
  },
]
