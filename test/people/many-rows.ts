/** A file of so many people, two in three in a company, with owners, households and namesakes. */
export function manyPeople(count: number): string {
  const lines = [
    'external_id,name,first_name,last_name,job_title,email,other_emails,organization,'
      + 'organization_kind,owner,owner_email,phone,city,country',
  ]
  for (let n = 0; n < count; n++) {
    const organization = n % 3 === 0 ? '' : `Company ${n % 5000}`
    const other = n % 10 === 0 ? `home${n}@home.example` : ''
    const owner = n % 40
    lines.push(
      `P-${n},Person ${n},Person,Number ${n},Partner,person${n}@mail${n % 500}.example,${other},`
        + `${organization},${organization && 'company'},Owner ${owner},owner${owner}@firm.example,`
        + `+44 20 ${n},London,GB`,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}
