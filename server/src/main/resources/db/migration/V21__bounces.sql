-- `refusals` counts those by the server that takes our mails, in a row; `bounces` counts mails that
-- came back, with the time of the last one.
alter table subscription
  drop column account,
  add column bounces int not null default 0,
  add column bounced timestamptz;
