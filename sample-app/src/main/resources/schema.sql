create table if not exists flights (
	line bigint primary key,
	flown_at timestamp not null,
	origin varchar(4) not null,
	destination varchar(4) not null,
	delay int not null,
	distance int not null,
	constraint flight_goes_somewhere check (distance > 0)
);

-- What the table above does not take.
create table if not exists dead_flights (
	line bigint primary key,
	flown_at timestamp not null,
	-- Takes what the table of flights refuses.
	origin varchar(200) not null,
	destination varchar(200) not null,
	delay int not null,
	distance int not null,
	reason varchar(500) not null
);

create index if not exists flights_origin on flights (origin);

create index if not exists flights_destination on flights (destination);

create index if not exists dead_flights_origin on dead_flights (origin);

create index if not exists dead_flights_destination on dead_flights (destination);

create table if not exists leaderboard (
	place int primary key,
	iata varchar(4) not null,
	departures bigint not null,
	mean_delay double precision not null
);
