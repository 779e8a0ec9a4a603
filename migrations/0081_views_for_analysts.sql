-- The views that analysts read: those of the screens' views (src/reports/subjects), column by column and
-- in the same words, and connections. They are written by src/reports/sql-views.ts, to which a test holds
-- them; how they are made anew when it changes says docs/decisions/0051.

set local search_path = answers_inside, public;


create view answers.people with (security_barrier = true) as
      select p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  case when (select sees('address')) then nullif(a.address, '') end as "address",
  coalesce(a.is_valid, false) as "address_is_valid",
  coalesce(mail.sent, 0) as "sent",
  case when (select sees('opens')) then coalesce(mail.opened, 0) end as "opened",
  case when (select sees('clicks')) then coalesce(mail.clicked, 0) end as "clicked",
  case when (select sees('bounces')) then coalesce(mail.bounced, 0) end as "bounced",
  mail.last_sent_at as "last_sent_at",
  case when (select sees('opens')) then mail.last_open_at end as "last_open_at",
  case when (select sees('clicks')) then mail.last_click_at end as "last_click_at",
  a.id as "address_id",
  p.own as "own"
      from person p left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id 
          left join person_address pa on pa.workspace_id = p.workspace_id and pa.person_id = p.id
            and pa.ended_at is null and not exists (
              select from person_address b
              where b.workspace_id = p.workspace_id and b.person_id = p.id and b.ended_at is null
                and (b.is_primary, -b.address_id) > (pa.is_primary, -pa.address_id))
          left join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id left join (
  select 
  u.person_id, count(*) filter (where r.sent > 0) as sent,
    count(*) filter (where r.human_opens > 0) as opened,
    count(*) filter (where r.human_clicks > 0) as clicked,
    count(*) filter (where r.first_bounce_at is not null) as bounced,
    max(r.last_sent_at) as last_sent_at,
    max(r.last_open_at) filter (where r.human_opens > 0) as last_open_at,
    max(r.last_click_at) filter (where r.human_clicks > 0) as last_click_at from person_address u
  join recipient r on r.workspace_id = u.workspace_id and r.address_id = u.address_id
  where u.workspace_id = (select homing_workspace()) and u.ended_at is null group by u.person_id) mail on mail.person_id = p.id
      where p.workspace_id = (select homing_workspace()) and p.merged_into is null;
comment on view answers.people is 'A person; whoever was merged into another is not one.';
comment on column answers.people.person_id is 'Person, by its number';
comment on column answers.people.person is 'Person, by its name';
comment on column answers.people.first_name is 'First name';
comment on column answers.people.last_name is 'Last name';
comment on column answers.people.job_title is 'Job title';
comment on column answers.people.phone is 'Phone';
comment on column answers.people.city is 'City';
comment on column answers.people.country is 'Country';
comment on column answers.people.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.people.origin is 'Origin: Where the person was first met';
comment on column answers.people.added_at is 'Added: When the person came to be known here';
comment on column answers.people.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.people.owner_email is 'Owner’s e-mail';
comment on column answers.people.company is 'Company: All of them, by name';
comment on column answers.people.household is 'Household';
comment on column answers.people.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.people.address is 'Address: The primary one, or the first';
comment on column answers.people.address_is_valid is 'Address is valid: There is one, and it is not invalid';
comment on column answers.people.sent is 'Sent: Campaigns sent to an address the person uses';
comment on column answers.people.opened is 'Opened: Campaigns of which a person opened one';
comment on column answers.people.clicked is 'Clicked: Campaigns in which a person clicked';
comment on column answers.people.bounced is 'Bounced: Campaigns that bounced';
comment on column answers.people.last_sent_at is 'Last sent';
comment on column answers.people.last_open_at is 'Last open';
comment on column answers.people.last_click_at is 'Last click';
comment on column answers.people.address_id is 'The address, by its number: the same in every view';
comment on column answers.people.own is 'The firm’s own fields, by their keys: own->>’key’';

create view answers.organizations with (security_barrier = true) as
      select g.id as "organization_id",
  (g.name || '') as "organization",
  g.kind as "kind",
  nullif(o.name, '') as "owner",
  nullif(g.phone, '') as "phone",
  nullif(g.city, '') as "city",
  nullif(g.country, '') as "country",
  nullif(g.external_id, '') as "external_id",
  g.created_at as "added_at",
  coalesce(people.people, 0) as "people"
      from organization g left join owner o
      on o.workspace_id = "g".workspace_id and o.id = "g".owner_id left join (
  select f.organization_id, count(*) as people
  from affiliation f
  join person m on m.workspace_id = f.workspace_id and m.id = f.person_id and m.merged_into is null
  where f.workspace_id = (select homing_workspace()) group by f.organization_id) people
          on people.organization_id = g.id
      where g.workspace_id = (select homing_workspace());
comment on view answers.organizations is 'A company or a household.';
comment on column answers.organizations.organization_id is 'Organization, by its number';
comment on column answers.organizations.organization is 'Organization, by its name';
comment on column answers.organizations.kind is 'Kind';
comment on column answers.organizations.owner is 'Owner';
comment on column answers.organizations.phone is 'Phone';
comment on column answers.organizations.city is 'City';
comment on column answers.organizations.country is 'Country';
comment on column answers.organizations.external_id is 'External id';
comment on column answers.organizations.added_at is 'Added';
comment on column answers.organizations.people is 'People: Who belongs to it';

create view answers.campaigns with (security_barrier = true) as
      select c.id as "campaign_id",
  (c.name || '') as "campaign",
  nullif(c.name, '') as "campaign_name",
  nullif(c.subject, '') as "subject",
  c.status as "campaign_status",
  c.sent_at as "campaign_sent_at",
  nullif(c.from_name, '') as "from_name",
  nullif(c.from_address, '') as "from_address",
  nullif(t.name, '') as "topic",
  nullif(service.name, '') as "service",
  c.as_of as "as_of",
  coalesce(figures."sent", 0) as "sent",
  case when (select sees('bounces')) then coalesce(figures."delivered", 0) end as "delivered",
  case when (select sees('opens')) then coalesce(figures."opened", 0) end as "opened",
  case when (select sees('opens')) and (select sees('machines')) then coalesce(figures."opened_by_any", 0) end as "opened_by_any",
  case when (select sees('opens')) then coalesce(figures."opens", 0) end as "opens",
  case when (select sees('clicks')) then coalesce(figures."clicked", 0) end as "clicked",
  case when (select sees('clicks')) and (select sees('machines')) then coalesce(figures."clicked_by_any", 0) end as "clicked_by_any",
  case when (select sees('clicks')) then coalesce(figures."clicks", 0) end as "clicks",
  case when (select sees('forwards')) then coalesce(figures."forwarded", 0) end as "forwarded",
  case when (select sees('bounces')) then coalesce(figures."bounced", 0) end as "bounced",
  case when (select sees('optOuts')) then coalesce(figures."opted_out", 0) end as "opted_out",
  case when (select sees('complaints')) then coalesce(figures."complained", 0) end as "complained",
  c.topic_id as "topic_id"
      from campaign c left join topic t on t.workspace_id = c.workspace_id and t.id = c.topic_id left join (
  select k.campaign_id, sum(k."people") filter (where k.kind = 1)::bigint
          as "sent", sum(k."people") filter (where k.kind = 0)::bigint
          as "delivered", sum(k."human_people") filter (where k.kind = 3)::bigint
          as "opened", sum(k."people") filter (where k.kind = 3)::bigint
          as "opened_by_any", sum(k."human_events") filter (where k.kind = 3)::bigint
          as "opens", sum(k."human_people") filter (where k.kind = 4)::bigint
          as "clicked", sum(k."people") filter (where k.kind = 4)::bigint
          as "clicked_by_any", sum(k."human_events") filter (where k.kind = 4)::bigint
          as "clicks", sum(k."people") filter (where k.kind = 5)::bigint
          as "forwarded", sum(k."people") filter (where k.kind = 6)::bigint
          as "bounced", sum(k."people") filter (where k.kind = 7)::bigint
          as "opted_out", sum(k."people") filter (where k.kind = 8)::bigint
          as "complained"
  from campaign_count k where k.workspace_id = (select homing_workspace()) group by k.campaign_id) figures
          on figures.campaign_id = c.id left join (
  select i.campaign_id, string_agg(distinct n.name, ', ') as name
  from campaign_identity i
  join connection n on n.workspace_id = i.workspace_id and n.id = i.connection_id
  where i.workspace_id = (select homing_workspace()) group by i.campaign_id) service
          on service.campaign_id = c.id
      where c.workspace_id = (select homing_workspace());
comment on view answers.campaigns is 'A campaign with its figures: how many recipients did what.';
comment on column answers.campaigns.campaign_id is 'Campaign, by its number';
comment on column answers.campaigns.campaign is 'Campaign, by its name';
comment on column answers.campaigns.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.campaigns.subject is 'Subject: The subject line';
comment on column answers.campaigns.campaign_status is 'Campaign’s status';
comment on column answers.campaigns.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.campaigns.from_name is 'From';
comment on column answers.campaigns.from_address is 'From address';
comment on column answers.campaigns.topic is 'Topic';
comment on column answers.campaigns.service is 'Service: The connection it was sent with';
comment on column answers.campaigns.as_of is 'As of: When its feedback was last read in full';
comment on column answers.campaigns.sent is 'Sent: Addresses it was sent to';
comment on column answers.campaigns.delivered is 'Delivered: Sent, and not bounced';
comment on column answers.campaigns.opened is 'Opened: Recipients of whom a person opened it';
comment on column answers.campaigns.opened_by_any is 'Opened, machines too: Recipients with an open of any kind';
comment on column answers.campaigns.opens is 'Opens: People’s opens, every one';
comment on column answers.campaigns.clicked is 'Clicked: Recipients of whom a person clicked';
comment on column answers.campaigns.clicked_by_any is 'Clicked, machines too: Recipients with a click of any kind';
comment on column answers.campaigns.clicks is 'Clicks: People’s clicks, every one';
comment on column answers.campaigns.forwarded is 'Forwarded: Recipients who forwarded it';
comment on column answers.campaigns.bounced is 'Bounced: Recipients it bounced at';
comment on column answers.campaigns.opted_out is 'Opted out: Recipients who opted out by it';
comment on column answers.campaigns.complained is 'Complained: Recipients who called it spam';
comment on column answers.campaigns.topic_id is 'The topic, by its number';

create view answers.recipients with (security_barrier = true) as
      select r.campaign_id as "campaign_id",
  (c.name || '') as "campaign",
  nullif(c.name, '') as "campaign_name",
  nullif(c.subject, '') as "subject",
  c.status as "campaign_status",
  c.sent_at as "campaign_sent_at",
  case when (select sees('address')) then nullif(a.address, '') end as "address",
  a.kind as "channel",
  coalesce(a.is_valid, false) as "address_is_valid",
  (opted_out_address.id is not null) as "address_opted_out",
  p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  (r.sent > 0) as "was_sent",
  case when (select sees('bounces')) then (r.sent > 0 and (r.bounces = 0 or (r.delivered > 0 and exists (
  select from address x where x.workspace_id = r.workspace_id and x.id = r.address_id
    and x.kind = 'fax')))) end as "was_delivered",
  case when (select sees('opens')) then (r.human_opens > 0) end as "opened",
  case when (select sees('opens')) and (select sees('machines')) then (r.first_open_at is not null) end as "opened_by_any",
  case when (select sees('clicks')) then (r.human_clicks > 0) end as "clicked",
  case when (select sees('clicks')) and (select sees('machines')) then (r.first_click_at is not null) end as "clicked_by_any",
  case when (select sees('forwards')) then (r.first_forward_at is not null) end as "forwarded",
  case when (select sees('bounces')) then (r.first_bounce_at is not null) end as "bounced",
  case when (select sees('optOuts')) then (r.first_opt_out_at is not null) end as "opted_out",
  case when (select sees('complaints')) then (r.first_complaint_at is not null) end as "complained",
  case when (select sees('opens')) then r.human_opens end as "opens",
  case when (select sees('opens')) and (select sees('machines')) then r.opens end as "opens_by_any",
  case when (select sees('clicks')) then r.human_clicks end as "clicks",
  case when (select sees('clicks')) and (select sees('machines')) then r.clicks end as "clicks_by_any",
  case when (select sees('forwards')) then r.forwards end as "forwards",
  case when (select sees('optOuts')) then r.opt_outs end as "opt_outs",
  r.first_sent_at as "first_sent_at",
  case when (select sees('opens')) and (select sees('machines')) then r.first_open_at end as "first_open_at",
  case when (select sees('opens')) and (select sees('machines')) then r.last_open_at end as "last_open_at",
  case when (select sees('clicks')) and (select sees('machines')) then r.first_click_at end as "first_click_at",
  case when (select sees('clicks')) and (select sees('machines')) then r.last_click_at end as "last_click_at",
  case when (select sees('forwards')) then r.first_forward_at end as "first_forward_at",
  case when (select sees('bounces')) then r.first_bounce_at end as "first_bounce_at",
  case when (select sees('optOuts')) then r.first_opt_out_at end as "first_opt_out_at",
  case when (select sees('complaints')) then r.first_complaint_at end as "first_complaint_at",
  case when (select sees('optOutReason')) then nullif(reason.value, '') end as "opt_out_reason",
  case when (select sees('bounceReason')) then nullif(bounce.class, '') end as "bounce_class",
  case when (select sees('bounceReason')) then nullif(nullif(concat(nullif("bounce".class, '') || ' bounce ',
    '(' || nullif(concat_ws(', ', nullif(concat_ws(' ', "bounce".smtp, nullif("bounce".enhanced, '')), ''),
    nullif("bounce".value, '')), '') || ')',
    ': ' || nullif(concat_ws(', ', nullif("bounce".note, ''), case "bounce".class
      when 'soft' then 'try later' when 'full' then 'try later'
      when 'auto-reply' then 'it arrived' end), '')), ''), '') end as "bounce_reason",
  r.address_id as "address_id"
      from recipient r left join campaign c
      on c.workspace_id = "r".workspace_id and c.id = "r".campaign_id left join address a
      on a.workspace_id = "r".workspace_id and a.id = "r".address_id 
    left join person_address pa on pa.workspace_id = (select homing_workspace()) and pa.address_id = r.address_id
      and not exists (
        select from person_address b
        where b.workspace_id = (select homing_workspace()) and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))
      left join person p on p.workspace_id = (select homing_workspace()) and p.id = pa.person_id left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id left join (
    select distinct x."address_id" as id from "opted_out_address" x where x.workspace_id = (select homing_workspace())) "opted_out_address" on "opted_out_address".id = r.address_id left join detail "bounce" on "bounce".workspace_id = r.workspace_id
    and "bounce".id = r."bounce_detail_id" left join detail "reason" on "reason".workspace_id = r.workspace_id
    and "reason".id = r."opt_out_detail_id"
      where r.workspace_id = (select homing_workspace());
comment on view answers.recipients is 'A campaign and one address it has news of: sent, opened, clicked, opted out …';
comment on column answers.recipients.campaign_id is 'Campaign, by its number';
comment on column answers.recipients.campaign is 'Campaign, by its name';
comment on column answers.recipients.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.recipients.subject is 'Subject: The subject line';
comment on column answers.recipients.campaign_status is 'Campaign’s status';
comment on column answers.recipients.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.recipients.address is 'Address';
comment on column answers.recipients.channel is 'Channel';
comment on column answers.recipients.address_is_valid is 'Address is valid';
comment on column answers.recipients.address_opted_out is 'Address is opted out: Nobody writes marketing to it, now';
comment on column answers.recipients.person_id is 'Person, by its number';
comment on column answers.recipients.person is 'Person, by its name';
comment on column answers.recipients.first_name is 'First name';
comment on column answers.recipients.last_name is 'Last name';
comment on column answers.recipients.job_title is 'Job title';
comment on column answers.recipients.phone is 'Phone';
comment on column answers.recipients.city is 'City';
comment on column answers.recipients.country is 'Country';
comment on column answers.recipients.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.recipients.origin is 'Origin: Where the person was first met';
comment on column answers.recipients.added_at is 'Added: When the person came to be known here';
comment on column answers.recipients.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.recipients.owner_email is 'Owner’s e-mail';
comment on column answers.recipients.company is 'Company: All of them, by name';
comment on column answers.recipients.household is 'Household';
comment on column answers.recipients.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.recipients.was_sent is 'Sent';
comment on column answers.recipients.was_delivered is 'Delivered: Sent, and not bounced';
comment on column answers.recipients.opened is 'Opened: A person opened it';
comment on column answers.recipients.opened_by_any is 'Opened, machines too';
comment on column answers.recipients.clicked is 'Clicked: A person clicked';
comment on column answers.recipients.clicked_by_any is 'Clicked, machines too';
comment on column answers.recipients.forwarded is 'Forwarded';
comment on column answers.recipients.bounced is 'Bounced';
comment on column answers.recipients.opted_out is 'Opted out by it';
comment on column answers.recipients.complained is 'Called it spam';
comment on column answers.recipients.opens is 'Opens: People’s';
comment on column answers.recipients.opens_by_any is 'Opens, machines’ too';
comment on column answers.recipients.clicks is 'Clicks: People’s';
comment on column answers.recipients.clicks_by_any is 'Clicks, machines’ too';
comment on column answers.recipients.forwards is 'Forwards';
comment on column answers.recipients.opt_outs is 'Opt-outs: How often';
comment on column answers.recipients.first_sent_at is 'Sent';
comment on column answers.recipients.first_open_at is 'First open';
comment on column answers.recipients.last_open_at is 'Last open';
comment on column answers.recipients.first_click_at is 'First click';
comment on column answers.recipients.last_click_at is 'Last click';
comment on column answers.recipients.first_forward_at is 'First forward';
comment on column answers.recipients.first_bounce_at is 'Bounced at';
comment on column answers.recipients.first_opt_out_at is 'Opted out at';
comment on column answers.recipients.first_complaint_at is 'Called spam at';
comment on column answers.recipients.opt_out_reason is 'Opt-out’s reason: As the person gave it';
comment on column answers.recipients.bounce_class is 'Bounce: Hard, soft, full …';
comment on column answers.recipients.bounce_reason is 'Bounce’s reason';
comment on column answers.recipients.address_id is 'The address, by its number: the same in every view';

create view answers.events with (security_barrier = true) as
      select e.occurred_at as "at",
  (array['sent', 'delivered', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint'])[e.kind] as "kind",
  (case when e.kind in (3, 4) then
          case v.class when 1 then 'machine' when 2 then 'proxy' else 'human' end end) as "made_by",
  e.campaign_id as "campaign_id",
  (c.name || '') as "campaign",
  nullif(c.name, '') as "campaign_name",
  nullif(c.subject, '') as "subject",
  c.status as "campaign_status",
  c.sent_at as "campaign_sent_at",
  case when (select sees('address')) then nullif(a.address, '') end as "address",
  a.kind as "channel",
  coalesce(a.is_valid, false) as "address_is_valid",
  (opted_out_address.id is not null) as "address_opted_out",
  p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  case when (select sees('clicks')) then nullif(l.url, '') end as "link",
  case when (select sees('optOutReason')) and (select sees('bounceReason')) then nullif((case d.kind when 'bounce' then nullif(concat(nullif("d".class, '') || ' bounce ',
    '(' || nullif(concat_ws(', ', nullif(concat_ws(' ', "d".smtp, nullif("d".enhanced, '')), ''),
    nullif("d".value, '')), '') || ')',
    ': ' || nullif(concat_ws(', ', nullif("d".note, ''), case "d".class
      when 'soft' then 'try later' when 'full' then 'try later'
      when 'auto-reply' then 'it arrived' end), '')), '') else d.value end), '') end as "reason",
  case when (select sees('agent')) then nullif(agent.value, '') end as "agent",
  (e.flags & 1 <> 0) as "time_is_approximate",
  e.address_id as "address_id",
  nullif(e.link_id, 0) as "link_id",
  e.key as "event_key"
      from event e left join campaign c
      on c.workspace_id = "e".workspace_id and c.id = "e".campaign_id left join address a
      on a.workspace_id = "e".workspace_id and a.id = "e".address_id 
    left join person_address pa on pa.workspace_id = (select homing_workspace()) and pa.address_id = e.address_id
      and not exists (
        select from person_address b
        where b.workspace_id = (select homing_workspace()) and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))
      left join person p on p.workspace_id = (select homing_workspace()) and p.id = pa.person_id left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id left join (
    select distinct x."address_id" as id from "opted_out_address" x where x.workspace_id = (select homing_workspace())) "opted_out_address" on "opted_out_address".id = e.address_id left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id left join detail "d" on "d".workspace_id = e.workspace_id
    and "d".id = e."detail_id" left join detail "agent" on "agent".workspace_id = e.workspace_id
    and "agent".id = e."agent_id" left join verdict v on v.workspace_id = e.workspace_id
      and v.address_id = e.address_id and v.occurred_at = e.occurred_at and v.key = e.key
      where e.workspace_id = (select homing_workspace())
  and ((select sees('bounces')) or e.kind not in (2, 6))
  and ((select sees('opens')) or e.kind not in (3))
  and ((select sees('clicks')) or e.kind not in (4))
  and ((select sees('forwards')) or e.kind not in (5))
  and ((select sees('optOuts')) or e.kind not in (7))
  and ((select sees('complaints')) or e.kind not in (8))
  and ((select sees('machines')) or not exists (
  select from verdict w where w.workspace_id = (select homing_workspace()) and w.address_id = e.address_id
    and w.occurred_at = e.occurred_at and w.key = e.key and w.class in (1, 2)));
comment on view answers.events is 'One line of the ledger: a mail sent, opened, clicked, bounced …';
comment on column answers.events.at is 'When';
comment on column answers.events.kind is 'What';
comment on column answers.events.made_by is 'Made by: Of opens and clicks: who made them, by the present rules';
comment on column answers.events.campaign_id is 'Campaign, by its number';
comment on column answers.events.campaign is 'Campaign, by its name';
comment on column answers.events.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.events.subject is 'Subject: The subject line';
comment on column answers.events.campaign_status is 'Campaign’s status';
comment on column answers.events.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.events.address is 'Address';
comment on column answers.events.channel is 'Channel';
comment on column answers.events.address_is_valid is 'Address is valid';
comment on column answers.events.address_opted_out is 'Address is opted out: Nobody writes marketing to it, now';
comment on column answers.events.person_id is 'Person, by its number';
comment on column answers.events.person is 'Person, by its name';
comment on column answers.events.first_name is 'First name';
comment on column answers.events.last_name is 'Last name';
comment on column answers.events.job_title is 'Job title';
comment on column answers.events.phone is 'Phone';
comment on column answers.events.city is 'City';
comment on column answers.events.country is 'Country';
comment on column answers.events.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.events.origin is 'Origin: Where the person was first met';
comment on column answers.events.added_at is 'Added: When the person came to be known here';
comment on column answers.events.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.events.owner_email is 'Owner’s e-mail';
comment on column answers.events.company is 'Company: All of them, by name';
comment on column answers.events.household is 'Household';
comment on column answers.events.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.events.link is 'Link: Which was clicked';
comment on column answers.events.reason is 'Reason: Of a bounce, in words; of an opt-out, as it was given';
comment on column answers.events.agent is 'Device: What it was opened or clicked with';
comment on column answers.events.time_is_approximate is 'Time is approximate: The vendor gave none: the send’s was taken';
comment on column answers.events.address_id is 'The address, by its number: the same in every view';
comment on column answers.events.link_id is 'The link, by its number: the same in every view';
comment on column answers.events.event_key is 'With address_id and at: what tells an event from all others';

create view answers.consent_facts with (security_barrier = true) as
      select f.occurred_at as "at",
  (case when f.opted_in then 'opted_in' else 'opted_out' end) as "what",
  f.scope as "scope",
  nullif(t.name, '') as "topic",
  case when (select sees('optOutReason')) then nullif(f.reason, '') end as "reason",
  f.source as "source",
  nullif(n.name, '') as "service",
  case when (select sees('complaints')) then f.cause end as "cause",
  f.is_explicit as "is_explicit",
  nullif(f.evidence, '') as "evidence",
  nullif(f.doubt, '') as "doubt",
  nullif(f.actor, '') as "stated_by",
  f.recorded_at as "recorded_at",
  f.expires_at as "expires_at",
  case when (select sees('optOuts')) and (select sees('complaints')) then f.campaign_id end as "campaign_id",
  case when (select sees('optOuts')) and (select sees('complaints')) then c.name end as "campaign",
  case when (select sees('optOuts')) and (select sees('complaints')) then nullif(c.name, '') end as "campaign_name",
  case when (select sees('optOuts')) and (select sees('complaints')) then nullif(c.subject, '') end as "subject",
  case when (select sees('optOuts')) and (select sees('complaints')) then c.status end as "campaign_status",
  case when (select sees('optOuts')) and (select sees('complaints')) then c.sent_at end as "campaign_sent_at",
  case when (select sees('address')) then nullif(a.address, '') end as "address",
  a.kind as "channel",
  coalesce(a.is_valid, false) as "address_is_valid",
  (opted_out_address.id is not null) as "address_opted_out",
  p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  f.id as "fact_id",
  f.address_id as "address_id",
  f.topic_id as "topic_id"
      from consent_fact f left join campaign c
      on c.workspace_id = "f".workspace_id and c.id = "f".campaign_id left join address a
      on a.workspace_id = "f".workspace_id and a.id = "f".address_id 
          left join person stated
            on stated.workspace_id = f.workspace_id and stated.id = f.person_id
    left join person_address pa on pa.workspace_id = (select homing_workspace()) and pa.address_id = case when f.person_id is null then f.address_id end
      and not exists (
        select from person_address b
        where b.workspace_id = (select homing_workspace()) and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))
          left join person p on p.workspace_id = f.workspace_id
            and p.id = coalesce(stated.merged_into, stated.id, pa.person_id) left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id left join (
    select distinct x."address_id" as id from "opted_out_address" x where x.workspace_id = (select homing_workspace())) "opted_out_address" on "opted_out_address".id = f.address_id left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id left join connection n
          on n.workspace_id = f.workspace_id and n.id = f.connection_id
      where f.workspace_id = (select homing_workspace());
comment on view answers.consent_facts is 'One fact of consent: who said when what, where, and why.';
comment on column answers.consent_facts.at is 'When: When it was said';
comment on column answers.consent_facts.what is 'What';
comment on column answers.consent_facts.scope is 'Of what';
comment on column answers.consent_facts.topic is 'Topic';
comment on column answers.consent_facts.reason is 'Reason: As it was given';
comment on column answers.consent_facts.source is 'Source';
comment on column answers.consent_facts.service is 'Service: The connection it was learnt by';
comment on column answers.consent_facts.cause is 'Cause';
comment on column answers.consent_facts.is_explicit is 'Asked for: An opt-in with evidence: only such a one lifts an opt-out';
comment on column answers.consent_facts.evidence is 'Evidence';
comment on column answers.consent_facts.doubt is 'Doubt: Why it may not have been the person’s own doing';
comment on column answers.consent_facts.stated_by is 'Stated by';
comment on column answers.consent_facts.recorded_at is 'Recorded: When it came to be known here';
comment on column answers.consent_facts.expires_at is 'Ends: Of an opt-in that was inferred';
comment on column answers.consent_facts.campaign_id is 'Campaign, by its number';
comment on column answers.consent_facts.campaign is 'Campaign, by its name';
comment on column answers.consent_facts.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.consent_facts.subject is 'Subject: The subject line';
comment on column answers.consent_facts.campaign_status is 'Campaign’s status';
comment on column answers.consent_facts.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.consent_facts.address is 'Address';
comment on column answers.consent_facts.channel is 'Channel';
comment on column answers.consent_facts.address_is_valid is 'Address is valid';
comment on column answers.consent_facts.address_opted_out is 'Address is opted out: Nobody writes marketing to it, now';
comment on column answers.consent_facts.person_id is 'Person, by its number';
comment on column answers.consent_facts.person is 'Person, by its name';
comment on column answers.consent_facts.first_name is 'First name';
comment on column answers.consent_facts.last_name is 'Last name';
comment on column answers.consent_facts.job_title is 'Job title';
comment on column answers.consent_facts.phone is 'Phone';
comment on column answers.consent_facts.city is 'City';
comment on column answers.consent_facts.country is 'Country';
comment on column answers.consent_facts.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.consent_facts.origin is 'Origin: Where the person was first met';
comment on column answers.consent_facts.added_at is 'Added: When the person came to be known here';
comment on column answers.consent_facts.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.consent_facts.owner_email is 'Owner’s e-mail';
comment on column answers.consent_facts.company is 'Company: All of them, by name';
comment on column answers.consent_facts.household is 'Household';
comment on column answers.consent_facts.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.consent_facts.fact_id is 'The fact, by its number, which grows with what is learnt';
comment on column answers.consent_facts.address_id is 'The address, by its number: the same in every view';
comment on column answers.consent_facts.topic_id is 'The topic, by its number';

create view answers.links with (security_barrier = true) as
      select nullif(l.url, '') as "link",
  (v.human_clicks > 0) as "clicked",
  v.human_clicks as "clicks",
  case when (select sees('clicks')) and (select sees('machines')) then v.clicks end as "clicks_by_any",
  case when (select sees('clicks')) and (select sees('machines')) then v.first_at end as "first_at",
  case when (select sees('clicks')) and (select sees('machines')) then v.last_at end as "last_at",
  v.campaign_id as "campaign_id",
  (c.name || '') as "campaign",
  nullif(c.name, '') as "campaign_name",
  nullif(c.subject, '') as "subject",
  c.status as "campaign_status",
  c.sent_at as "campaign_sent_at",
  case when (select sees('address')) then nullif(a.address, '') end as "address",
  a.kind as "channel",
  coalesce(a.is_valid, false) as "address_is_valid",
  (opted_out_address.id is not null) as "address_opted_out",
  p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  v.link_id as "link_id",
  v.address_id as "address_id"
      from recipient_link v left join link l on l.workspace_id = v.workspace_id and l.id = v.link_id left join campaign c
      on c.workspace_id = "v".workspace_id and c.id = "v".campaign_id left join address a
      on a.workspace_id = "v".workspace_id and a.id = "v".address_id 
    left join person_address pa on pa.workspace_id = (select homing_workspace()) and pa.address_id = v.address_id
      and not exists (
        select from person_address b
        where b.workspace_id = (select homing_workspace()) and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))
      left join person p on p.workspace_id = (select homing_workspace()) and p.id = pa.person_id left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id left join (
    select distinct x."address_id" as id from "opted_out_address" x where x.workspace_id = (select homing_workspace())) "opted_out_address" on "opted_out_address".id = v.address_id
      where v.workspace_id = (select homing_workspace())
  and (select sees('clicks'))
  and ((select sees('machines')) or v.human_clicks > 0);
comment on view answers.links is 'A link of a campaign and one address that clicked it.';
comment on column answers.links.link is 'Link';
comment on column answers.links.clicked is 'A person clicked';
comment on column answers.links.clicks is 'Clicks: People’s';
comment on column answers.links.clicks_by_any is 'Clicks, machines’ too';
comment on column answers.links.first_at is 'First click';
comment on column answers.links.last_at is 'Last click';
comment on column answers.links.campaign_id is 'Campaign, by its number';
comment on column answers.links.campaign is 'Campaign, by its name';
comment on column answers.links.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.links.subject is 'Subject: The subject line';
comment on column answers.links.campaign_status is 'Campaign’s status';
comment on column answers.links.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.links.address is 'Address';
comment on column answers.links.channel is 'Channel';
comment on column answers.links.address_is_valid is 'Address is valid';
comment on column answers.links.address_opted_out is 'Address is opted out: Nobody writes marketing to it, now';
comment on column answers.links.person_id is 'Person, by its number';
comment on column answers.links.person is 'Person, by its name';
comment on column answers.links.first_name is 'First name';
comment on column answers.links.last_name is 'Last name';
comment on column answers.links.job_title is 'Job title';
comment on column answers.links.phone is 'Phone';
comment on column answers.links.city is 'City';
comment on column answers.links.country is 'Country';
comment on column answers.links.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.links.origin is 'Origin: Where the person was first met';
comment on column answers.links.added_at is 'Added: When the person came to be known here';
comment on column answers.links.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.links.owner_email is 'Owner’s e-mail';
comment on column answers.links.company is 'Company: All of them, by name';
comment on column answers.links.household is 'Household';
comment on column answers.links.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.links.link_id is 'The link, by its number: the same in every view';
comment on column answers.links.address_id is 'The address, by its number: the same in every view';

create view answers.interests with (security_barrier = true) as
      select nullif(t.name, '') as "interest",
  i.how as "how",
  i.points as "points",
  i.at as "at",
  nullif(l.url, '') as "link",
  nullif(i.rule, '') as "rule",
  nullif(i.stated_by, '') as "stated_by",
  nullif(i.note, '') as "note",
  i.campaign_id as "campaign_id",
  (c.name || '') as "campaign",
  nullif(c.name, '') as "campaign_name",
  nullif(c.subject, '') as "subject",
  c.status as "campaign_status",
  c.sent_at as "campaign_sent_at",
  p.id as "person_id",
  case when (select sees('address')) then p.name else (case when strpos(p.name, '@') = 0 then p.name end) end as "person",
  nullif(p.first_name, '') as "first_name",
  nullif(p.last_name, '') as "last_name",
  nullif(p.job_title, '') as "job_title",
  nullif(p.phone, '') as "phone",
  nullif(p.city, '') as "city",
  nullif(p.country, '') as "country",
  nullif(p.external_id, '') as "external_id",
  p.origin as "origin",
  p.created_at as "added_at",
  nullif(o.name, '') as "owner",
  nullif(o.email, '') as "owner_email",
  nullif(company.name, '') as "company",
  nullif(household.name, '') as "household",
  (opted_out_person.id is not null) as "person_opted_out",
  i.interest_id as "interest_id",
  i.address_id as "address_id",
  i.link_id as "link_id"
      from (
  select k.workspace_id, 'click' as how, k.address_id, null::integer as person_id, k.interest_id,
    k.points, k.occurred_at as at, k.campaign_id, k.link_id, k.rule, '' as stated_by, '' as note,
    concat_ws(':', 'click', k.address_id, (extract(epoch from k.occurred_at) * 1000000)::bigint,
      k.key, k.rule_id, k.place) as key
  from customer_action k
  where k.workspace_id = (select homing_workspace()) and k.kind = 'interest'
  union all
  select s.workspace_id, 'stated', null, s.person_id, s.interest_id, s.points, s.stated_at, null,
    null, '', s.stated_by, s.note, 'stated:' || s.id
  from person_interest s
  where s.workspace_id = (select homing_workspace()) and s.ended_at is null) i left join interest t on t.workspace_id = i.workspace_id and t.id = i.interest_id left join link l on l.workspace_id = i.workspace_id and l.id = i.link_id left join campaign c
      on c.workspace_id = "i".workspace_id and c.id = "i".campaign_id 
          left join person stated
            on stated.workspace_id = i.workspace_id and stated.id = i.person_id
    left join person_address pa on pa.workspace_id = (select homing_workspace()) and pa.address_id = i.address_id
      and not exists (
        select from person_address b
        where b.workspace_id = (select homing_workspace()) and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))
          left join person p on p.workspace_id = i.workspace_id
            and p.id = coalesce(stated.merged_into, stated.id, pa.person_id) left join owner o
      on o.workspace_id = "p".workspace_id and o.id = "p".owner_id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'company' group by f.person_id) "company" on "company".person_id = p.id left join (
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = (select homing_workspace()) and g.kind = 'household' group by f.person_id) "household" on "household".person_id = p.id left join (
    select distinct x."person_id" as id from "opted_out_person" x where x.workspace_id = (select homing_workspace())) "opted_out_person" on "opted_out_person".id = p.id
      where true
  and ((select sees('clicks')) or i.how <> 'click');
comment on view answers.interests is 'One thing that speaks for an interest: a click that a rule fits, or a statement.';
comment on column answers.interests.interest is 'Interest';
comment on column answers.interests.how is 'How it is known';
comment on column answers.interests.points is 'Points: As the rule or the statement gave them';
comment on column answers.interests.at is 'When';
comment on column answers.interests.link is 'Link';
comment on column answers.interests.rule is 'Rule: The click rule';
comment on column answers.interests.stated_by is 'Stated by';
comment on column answers.interests.note is 'Note';
comment on column answers.interests.campaign_id is 'Campaign, by its number';
comment on column answers.interests.campaign is 'Campaign, by its name';
comment on column answers.interests.campaign_name is 'Campaign’s name: To look for a part of it';
comment on column answers.interests.subject is 'Subject: The subject line';
comment on column answers.interests.campaign_status is 'Campaign’s status';
comment on column answers.interests.campaign_sent_at is 'Campaign sent: When its sending began';
comment on column answers.interests.person_id is 'Person, by its number';
comment on column answers.interests.person is 'Person, by its name';
comment on column answers.interests.first_name is 'First name';
comment on column answers.interests.last_name is 'Last name';
comment on column answers.interests.job_title is 'Job title';
comment on column answers.interests.phone is 'Phone';
comment on column answers.interests.city is 'City';
comment on column answers.interests.country is 'Country';
comment on column answers.interests.external_id is 'External id: As the CRM or the imported file names the person';
comment on column answers.interests.origin is 'Origin: Where the person was first met';
comment on column answers.interests.added_at is 'Added: When the person came to be known here';
comment on column answers.interests.owner is 'Owner: Whose the person is in the firm: the Primary';
comment on column answers.interests.owner_email is 'Owner’s e-mail';
comment on column answers.interests.company is 'Company: All of them, by name';
comment on column answers.interests.household is 'Household';
comment on column answers.interests.person_opted_out is 'Opted out: The person is opted out of everything, now';
comment on column answers.interests.interest_id is 'The interest, by its number';
comment on column answers.interests.address_id is 'Of a click: the address, by its number: the same in every view';
comment on column answers.interests.link_id is 'Of a click: the link, by its number: the same in every view';

create view answers.connections with (security_barrier = true) as
      select n.id as connection_id,
  (n.name || '') as connection,
  n.connector,
  n.status,
  n.last_pull_at as last_read_at,
  n.created_at as added_at,
  n.deleted_at as removed_at
      from connection n
      where n.workspace_id = (select homing_workspace());
comment on view answers.connections is 'A connection: an account at an e-mail service or a CRM; never its settings.';
comment on column answers.connections.connection_id is 'Connection, by its number';
comment on column answers.connections.connection is 'Connection, by its name: what service is elsewhere';
comment on column answers.connections.connector is 'Whose account it is: the connector’s name';
comment on column answers.connections.status is 'awaiting_authorisation, active, needs_reauthorisation, paused';
comment on column answers.connections.last_read_at is 'When news was last brought home';
comment on column answers.connections.added_at is 'Added: when it was made here';
comment on column answers.connections.removed_at is 'When it was removed; its news stays';

set local search_path = public;
