-- What a program that speaks MCP may confirm: for a short time and once, whichever process it meets
-- (src/accounts/confirmations.ts).

create table confirmation (
  workspace_id integer not null references workspace (id),
  -- SHA-256 of the token, which only the program has.
  token_hash text not null,
  -- Whose it is: the API key.
  caller text not null,
  -- SHA-256 of the tool and its arguments: it is good for nothing else.
  deed_hash text not null,
  ends_at timestamptz not null,
  primary key (workspace_id, token_hash)
);
create index confirmation_oldest on confirmation (workspace_id, caller, ends_at);
call fence('confirmation');
