BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE claims (
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	owner VARCHAR(120) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (cycle, step)
);
INSERT INTO "claims" VALUES('cycle 1 æøå','step 1 æøå','owner 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "claims" VALUES('cycle 2 æøå','step 2 æøå','owner 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE cycles (
	id VARCHAR(120) NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	meeting VARCHAR(60) NOT NULL, 
	year INTEGER NOT NULL, 
	given JSON NOT NULL, 
	opened_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (community, meeting, year)
);
INSERT INTO "cycles" VALUES('id 1 æøå','community 1 æøå','meeting 1 æøå',1,'{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "cycles" VALUES('id 2 æøå','community 2 æøå','meeting 2 æøå',2,'{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	revision INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	decision VARCHAR(20) NOT NULL, 
	send_back_to VARCHAR(60) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	comment TEXT NOT NULL, 
	count INTEGER, 
	channel VARCHAR(20) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT decision_known CHECK (decision in ('approve', 'send_back', 'stop', 'reopen')), 
	UNIQUE ("key")
);
INSERT INTO "decisions" VALUES(1,'cycle 1 æøå','step 1 æøå',1,'digest 1 æøå','approve','send_back_to 1 æøå','name 1 æøå','comment 1 æøå',1,'channel 1 æøå','key 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "decisions" VALUES(2,'cycle 2 æøå','step 2 æøå',2,'digest 2 æøå','approve','send_back_to 2 æøå','name 2 æøå','comment 2 æøå',2,'channel 2 æøå','key 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	cycle VARCHAR(120) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	recipient VARCHAR(120) NOT NULL, 
	address VARCHAR(320) NOT NULL, 
	message_id VARCHAR(200) NOT NULL, 
	token VARCHAR(64) NOT NULL, 
	date VARCHAR(32) NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	attempt INTEGER NOT NULL, 
	not_before VARCHAR(32), 
	code INTEGER, 
	text TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cycle, kind, recipient), 
	CONSTRAINT outbox_state_known CHECK (state in ('queued', 'sending', 'uncertain', 'refused', 'failed', 'sent')), 
	UNIQUE (message_id), 
	UNIQUE (token)
);
INSERT INTO "outbox" VALUES(1,'cycle 1 æøå','kind 1 æøå','recipient 1 æøå','address 1 æøå','message_id 1 æøå','token 1 æøå','2026-11-02T12:00:00.000000+00:00','content 1 æøå','queued',1,'2026-11-02T12:00:00.000000+00:00',1,'text 1 æøå','sha256 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "outbox" VALUES(2,'cycle 2 æøå','kind 2 æøå','recipient 2 æøå','address 2 æøå','message_id 2 æøå','token 2 æøå','2026-11-02T12:00:00.000000+00:00','content 2 æøå','queued',2,'2026-11-02T12:00:00.000000+00:00',2,'text 2 æøå','sha256 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE outbox_events (
	id INTEGER NOT NULL, 
	"row" INTEGER NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	code INTEGER, 
	text TEXT NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "outbox_events" VALUES(1,1,'queued',1,'text 1 æøå','who 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "outbox_events" VALUES(2,2,'queued',2,'text 2 æøå','who 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE outcomes (
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	body JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (cycle, step, digest)
);
INSERT INTO "outcomes" VALUES('cycle 1 æøå','step 1 æøå','digest 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "outcomes" VALUES('cycle 2 æøå','step 2 æøå','digest 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE registers (
	id INTEGER NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	source VARCHAR(200) NOT NULL, 
	body JSON NOT NULL, 
	imported_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "registers" VALUES(1,'community 1 æøå','digest 1 æøå','source 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "registers" VALUES(2,'community 2 æøå','digest 2 æøå','source 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE renditions (
	source VARCHAR(64) NOT NULL, 
	route VARCHAR(60) NOT NULL, 
	target VARCHAR(64) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (source, route)
);
INSERT INTO "renditions" VALUES('source 1 æøå','route 1 æøå','target 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "renditions" VALUES('source 2 æøå','route 2 æøå','target 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE results (
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	revision INTEGER NOT NULL, 
	input_digest VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	inputs JSON NOT NULL, 
	body JSON NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (cycle, step, revision)
);
INSERT INTO "results" VALUES('cycle 1 æøå','step 1 æøå',1,'input_digest 1 æøå','digest 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "results" VALUES('cycle 2 æøå','step 2 æøå',2,'input_digest 2 æøå','digest 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
CREATE INDEX ix_decisions_cycle ON decisions (cycle);
CREATE INDEX ix_registers_community ON registers (community);
CREATE INDEX ix_outbox_events_row ON outbox_events ("row");
COMMIT;
