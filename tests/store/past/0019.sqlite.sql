BEGIN TRANSACTION;
CREATE TABLE addresses (
	site VARCHAR(60) NOT NULL, 
	address VARCHAR(300) NOT NULL, 
	name VARCHAR(400) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (site, address)
);
INSERT INTO "addresses" VALUES('site 1 æøå','address 1 æøå','name 1 æøå','sha256 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "addresses" VALUES('site 2 æøå','address 2 æøå','name 2 æøå','sha256 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0019');
CREATE TABLE archive_acts (
	cycle VARCHAR(120) NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	what VARCHAR(200) NOT NULL, 
	old TEXT NOT NULL, 
	new TEXT NOT NULL, 
	file TEXT NOT NULL, 
	asked_by VARCHAR(200) NOT NULL, 
	why TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	withdrawn_by VARCHAR(200) NOT NULL, 
	withdrawn_at VARCHAR(32), 
	PRIMARY KEY (cycle, number)
);
INSERT INTO "archive_acts" VALUES('cycle 1 æøå',1,'kind 1 æøå','what 1 æøå','old 1 æøå','new 1 æøå','file 1 æøå','asked_by 1 æøå','why 1 æøå','2026-11-02T12:00:00.000000+00:00','withdrawn_by 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "archive_acts" VALUES('cycle 2 æøå',2,'kind 2 æøå','what 2 æøå','old 2 æøå','new 2 æøå','file 2 æøå','asked_by 2 æøå','why 2 æøå','2026-11-02T12:00:00.000000+00:00','withdrawn_by 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE claims (
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	owner VARCHAR(120) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (cycle, step)
);
INSERT INTO "claims" VALUES('cycle 1 æøå','step 1 æøå','owner 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "claims" VALUES('cycle 2 æøå','step 2 æøå','owner 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE closings (
	cycle VARCHAR(120) NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	version INTEGER NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	why TEXT NOT NULL, 
	body JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	format INTEGER NOT NULL, 
	PRIMARY KEY (cycle, number)
);
INSERT INTO "closings" VALUES('cycle 1 æøå',1,'kind 1 æøå',1,'step 1 æøå','digest 1 æøå','name 1 æøå','why 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',1);
INSERT INTO "closings" VALUES('cycle 2 æøå',2,'kind 2 æøå',2,'step 2 æøå','digest 2 æøå','name 2 æøå','why 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',2);
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
	at VARCHAR(32) NOT NULL, person VARCHAR(80) DEFAULT '' NOT NULL, known_by VARCHAR(12) DEFAULT '' NOT NULL, session VARCHAR(80) DEFAULT '' NOT NULL, shown VARCHAR(64) DEFAULT '' NOT NULL, proof TEXT DEFAULT '' NOT NULL, event INTEGER DEFAULT '0' NOT NULL, sides VARCHAR(200) DEFAULT '' NOT NULL, by_hand VARCHAR(200) DEFAULT '' NOT NULL, mailbox VARCHAR(64) DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT decision_known CHECK (decision in ('approve', 'send_back', 'stop', 'reopen')), 
	UNIQUE ("key")
);
INSERT INTO "decisions" VALUES(1,'cycle 1 æøå','step 1 æøå',1,'digest 1 æøå','approve','send_back_to 1 æøå','name 1 æøå','comment 1 æøå',1,'channel 1 æøå','key 1 æøå','2026-11-02T12:00:00.000000+00:00','person 1 æøå','known_by 1 æ','session 1 æøå','shown 1 æøå','proof 1 æøå',1,'sides 1 æøå','by_hand 1 æøå','mailbox 1 æøå');
INSERT INTO "decisions" VALUES(2,'cycle 2 æøå','step 2 æøå',2,'digest 2 æøå','approve','send_back_to 2 æøå','name 2 æøå','comment 2 æøå',2,'channel 2 æøå','key 2 æøå','2026-11-02T12:00:00.000000+00:00','person 2 æøå','known_by 2 æ','session 2 æøå','shown 2 æøå','proof 2 æøå',2,'sides 2 æøå','by_hand 2 æøå','mailbox 2 æøå');
CREATE TABLE door_answers (
	id INTEGER NOT NULL, 
	run VARCHAR(36) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	person VARCHAR(80) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	address VARCHAR(320) NOT NULL, 
	known_by VARCHAR(12) NOT NULL, 
	proof VARCHAR(700) NOT NULL, 
	session VARCHAR(16) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	at VARCHAR(32) NOT NULL, sides VARCHAR(200) DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "door_answers" VALUES(1,'run 1 æøå','key 1 æøå','digest 1 æøå','community 1 æøå','person 1 æøå','name 1 æøå','address 1 æøå','known_by 1 æ','proof 1 æøå','session 1 æøå','status 1 æøå','2026-11-02T12:00:00.000000+00:00','sides 1 æøå');
INSERT INTO "door_answers" VALUES(2,'run 2 æøå','key 2 æøå','digest 2 æøå','community 2 æøå','person 2 æøå','name 2 æøå','address 2 æøå','known_by 2 æ','proof 2 æøå','session 2 æøå','status 2 æøå','2026-11-02T12:00:00.000000+00:00','sides 2 æøå');
CREATE TABLE events (
	number INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	cycle VARCHAR(120) NOT NULL, 
	what VARCHAR(20) NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	why TEXT NOT NULL, 
	about TEXT NOT NULL, 
	"before" VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (hash)
);
INSERT INTO "events" VALUES(1,'at 1 æøå','cycle 1 æøå','what 1 æøå','who 1 æøå','why 1 æøå','about 1 æøå','before 1 æøå','hash 1 æøå');
INSERT INTO "events" VALUES(2,'at 2 æøå','cycle 2 æøå','what 2 æøå','who 2 æøå','why 2 æøå','about 2 æøå','before 2 æøå','hash 2 æøå');
CREATE TABLE gate_reminders (
	cycle VARCHAR(120) NOT NULL, 
	gate VARCHAR(120) NOT NULL, 
	person VARCHAR(80) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	level INTEGER NOT NULL, 
	PRIMARY KEY (cycle, gate, person, day)
);
INSERT INTO "gate_reminders" VALUES('cycle 1 æøå','gate 1 æøå','person 1 æøå','day 1 æøå',1);
INSERT INTO "gate_reminders" VALUES('cycle 2 æøå','gate 2 æøå','person 2 æøå','day 2 æøå',2);
CREATE TABLE handled (
	"key" VARCHAR(64) NOT NULL, 
	what VARCHAR(12) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "handled" VALUES('key 1 æøå','what 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "handled" VALUES('key 2 æøå','what 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE holds (
	cycle VARCHAR(120) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	reason VARCHAR(12) NOT NULL, 
	why TEXT NOT NULL, 
	since VARCHAR(32) NOT NULL, 
	released_by VARCHAR(200) NOT NULL, 
	released_at VARCHAR(32), 
	PRIMARY KEY (cycle, kind, reason)
);
INSERT INTO "holds" VALUES('cycle 1 æøå','kind 1 æøå','reason 1 æøå','why 1 æøå','2026-11-02T12:00:00.000000+00:00','released_by 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "holds" VALUES('cycle 2 æøå','kind 2 æøå','reason 2 æøå','why 2 æøå','2026-11-02T12:00:00.000000+00:00','released_by 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE installations (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR(200) NOT NULL, 
	adopted_by VARCHAR(200) NOT NULL, 
	adopted_at VARCHAR(32) NOT NULL, identity VARCHAR(12) DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "installations" VALUES(1,'fingerprint 1 æøå','adopted_by 1 æøå','2026-11-02T12:00:00.000000+00:00','identity 1 æ');
INSERT INTO "installations" VALUES(2,'fingerprint 2 æøå','adopted_by 2 æøå','2026-11-02T12:00:00.000000+00:00','identity 2 æ');
CREATE TABLE login_links (
	hash VARCHAR(64) NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	person VARCHAR(80) NOT NULL, 
	origin VARCHAR(12) NOT NULL, 
	browser VARCHAR(64) NOT NULL, 
	page VARCHAR(400) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	ends_at VARCHAR(32) NOT NULL, 
	used_at VARCHAR(32), 
	PRIMARY KEY (hash), 
	CONSTRAINT login_link_known CHECK (origin in ('door', 'mail', 'terminal'))
);
INSERT INTO "login_links" VALUES('hash 1 æøå','community 1 æøå','person 1 æøå','door','browser 1 æøå','page 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "login_links" VALUES('hash 2 æøå','community 2 æøå','person 2 æøå','door','browser 2 æøå','page 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE mailboxes (
	mailbox VARCHAR(64) NOT NULL, 
	validity BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (mailbox)
);
INSERT INTO "mailboxes" VALUES('mailbox 1 æøå',1,1,'2026-11-02T12:00:00.000000+00:00');
INSERT INTO "mailboxes" VALUES('mailbox 2 æøå',2,2,'2026-11-02T12:00:00.000000+00:00');
CREATE TABLE messages (
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	pieces TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "messages" VALUES('sha256 1 æøå',1,'pieces 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "messages" VALUES('sha256 2 æøå',2,'pieces 2 æøå','2026-11-02T12:00:00.000000+00:00');
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
	at VARCHAR(32) NOT NULL, format INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (cycle, step, digest)
);
INSERT INTO "outcomes" VALUES('cycle 1 æøå','step 1 æøå','digest 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',1);
INSERT INTO "outcomes" VALUES('cycle 2 æøå','step 2 æøå','digest 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',2);
CREATE TABLE persons (
	community VARCHAR(60) NOT NULL, 
	"key" VARCHAR(80) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	address VARCHAR(320) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	roles JSON NOT NULL, 
	steps JSON NOT NULL, 
	side VARCHAR(60) NOT NULL, 
	deputies JSON NOT NULL, 
	absences JSON NOT NULL, 
	issuer VARCHAR(300) NOT NULL, 
	subject VARCHAR(300) NOT NULL, 
	in_file JSON NOT NULL, 
	conflicts JSON NOT NULL, 
	version INTEGER NOT NULL, 
	changed_by VARCHAR(200) NOT NULL, 
	changed_at VARCHAR(32) NOT NULL, 
	removed_at VARCHAR(32), earlier_names JSON DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (community, "key")
);
INSERT INTO "persons" VALUES('community 1 æøå','key 1 æøå','name 1 æøå','address 1 æøå','la','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','side 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','issuer 1 æøå','subject 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}',1,'changed_by 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO "persons" VALUES('community 2 æøå','key 2 æøå','name 2 æøå','address 2 æøå','la','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','side 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','issuer 2 æøå','subject 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}',2,'changed_by 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}');
CREATE TABLE previews (
	id VARCHAR(12) NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	earlier VARCHAR(64) NOT NULL, 
	source VARCHAR(200) NOT NULL, 
	guesses INTEGER NOT NULL, 
	body JSON NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "previews" VALUES('id 1 æøå','community 1 æøå','earlier 1 æøå','source 1 æøå',1,'{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "previews" VALUES('id 2 æøå','community 2 æøå','earlier 2 æøå','source 2 æøå',2,'{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE printed (
	cycle VARCHAR(120) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	recipient VARCHAR(120) NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	enclosed VARCHAR(64) DEFAULT '' NOT NULL, 
	postal TEXT NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	enclosures TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (cycle, kind, recipient, content, enclosed)
);
INSERT INTO "printed" VALUES('cycle 1 æøå','kind 1 æøå','recipient 1 æøå','content 1 æøå','enclosed 1 æøå','postal 1 æøå','who 1 æøå','2026-11-02T12:00:00.000000+00:00','enclosures 1 æøå');
INSERT INTO "printed" VALUES('cycle 2 æøå','kind 2 æøå','recipient 2 æøå','content 2 æøå','enclosed 2 æøå','postal 2 æøå','who 2 æøå','2026-11-02T12:00:00.000000+00:00','enclosures 2 æøå');
CREATE TABLE publications (
	number INTEGER NOT NULL, 
	place VARCHAR(200) NOT NULL, 
	cycle VARCHAR(120) NOT NULL, 
	files INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	seal VARCHAR(64) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	done_at VARCHAR(32), 
	PRIMARY KEY (number)
);
INSERT INTO "publications" VALUES(1,'place 1 æøå','cycle 1 æøå',1,'digest 1 æøå','seal 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "publications" VALUES(2,'place 2 æøå','cycle 2 æøå',2,'digest 2 æøå','seal 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE published_files (
	place VARCHAR(200) NOT NULL, 
	path VARCHAR(400) NOT NULL, 
	since INTEGER NOT NULL, 
	until INTEGER, 
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	document VARCHAR(400) DEFAULT '' NOT NULL, 
	PRIMARY KEY (place, path, since)
);
INSERT INTO "published_files" VALUES('place 1 æøå','path 1 æøå',1,1,'sha256 1 æøå',1,'document 1 æøå');
INSERT INTO "published_files" VALUES('place 2 æøå','path 2 æøå',2,2,'sha256 2 æøå',2,'document 2 æøå');
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
CREATE TABLE "replies" (
	"key" VARCHAR(64) NOT NULL, 
	recipient VARCHAR(120) NOT NULL, 
	cycle VARCHAR(120) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	what VARCHAR(12) NOT NULL, 
	source VARCHAR(12) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	code VARCHAR(12) NOT NULL, 
	text TEXT NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	sequence BIGINT, 
	stamp VARCHAR(32), 
	"by" VARCHAR(320) DEFAULT '' NOT NULL, 
	suggests VARCHAR(12) DEFAULT '' NOT NULL, 
	about VARCHAR(64) DEFAULT '' NOT NULL, 
	substitute_name VARCHAR(200) DEFAULT '' NOT NULL, 
	substitute_role VARCHAR(200) DEFAULT '' NOT NULL, 
	substitute_address VARCHAR(320) DEFAULT '' NOT NULL, 
	PRIMARY KEY ("key", recipient), 
	CONSTRAINT reply_known CHECK (what in ('accepted', 'declined', 'tentative', 'proposed', 'wrote', 'somebody', 'concerns', 'automatic', 'returned', 'delayed', 'delivered'))
);
INSERT INTO "replies" VALUES('key 1 æøå','recipient 1 æøå','cycle 1 æøå','kind 1 æøå','accepted','calendar','2026-11-02T12:00:00.000000+00:00','code 1 æøå','text 1 æøå','who 1 æøå',1,'2026-11-02T12:00:00.000000+00:00','by 1 æøå','suggests 1 æ','about 1 æøå','substitute_name 1 æøå','substitute_role 1 æøå','substitute_address 1 æøå');
INSERT INTO "replies" VALUES('key 2 æøå','recipient 2 æøå','cycle 2 æøå','kind 2 æøå','accepted','calendar','2026-11-02T12:00:00.000000+00:00','code 2 æøå','text 2 æøå','who 2 æøå',2,'2026-11-02T12:00:00.000000+00:00','by 2 æøå','suggests 2 æ','about 2 æøå','substitute_name 2 æøå','substitute_role 2 æøå','substitute_address 2 æøå');
CREATE TABLE reply_addresses (
	community VARCHAR(60) NOT NULL, 
	recipient VARCHAR(120) NOT NULL, 
	address VARCHAR(320) NOT NULL, 
	theirs BOOLEAN NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (community, recipient, address)
);
INSERT INTO "reply_addresses" VALUES('community 1 æøå','recipient 1 æøå','address 1 æøå',1,'who 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "reply_addresses" VALUES('community 2 æøå','recipient 2 æøå','address 2 æøå',1,'who 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE requests (
	cycle VARCHAR(120) NOT NULL, 
	id VARCHAR(60) NOT NULL, 
	dispatch VARCHAR(60) NOT NULL, 
	number INTEGER NOT NULL, 
	asked_by VARCHAR(200) NOT NULL, 
	why TEXT NOT NULL, 
	chosen JSON NOT NULL, 
	include JSON NOT NULL, 
	words TEXT NOT NULL, 
	replaces INTEGER, 
	at VARCHAR(32) NOT NULL, 
	withdrawn_by VARCHAR(200) NOT NULL, 
	withdrawn_at VARCHAR(32), 
	PRIMARY KEY (cycle, id)
);
INSERT INTO "requests" VALUES('cycle 1 æøå','id 1 æøå','dispatch 1 æøå',1,'asked_by 1 æøå','why 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','words 1 æøå',1,'2026-11-02T12:00:00.000000+00:00','withdrawn_by 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "requests" VALUES('cycle 2 æøå','id 2 æøå','dispatch 2 æøå',2,'asked_by 2 æøå','why 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','words 2 æøå',2,'2026-11-02T12:00:00.000000+00:00','withdrawn_by 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE results (
	cycle VARCHAR(120) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	revision INTEGER NOT NULL, 
	input_digest VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	inputs JSON NOT NULL, 
	body JSON NOT NULL, 
	made_at VARCHAR(32) NOT NULL, format INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (cycle, step, revision)
);
INSERT INTO "results" VALUES('cycle 1 æøå','step 1 æøå',1,'input_digest 1 æøå','digest 1 æøå','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',1);
INSERT INTO "results" VALUES('cycle 2 æøå','step 2 æøå',2,'input_digest 2 æøå','digest 2 æøå','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}','2026-11-02T12:00:00.000000+00:00',2);
CREATE TABLE retention_acts (
	number INTEGER NOT NULL, 
	rule VARCHAR(120) NOT NULL, 
	why TEXT NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	done_at VARCHAR(32), 
	PRIMARY KEY (number)
);
INSERT INTO "retention_acts" VALUES(1,'rule 1 æøå','why 1 æøå','who 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "retention_acts" VALUES(2,'rule 2 æøå','why 2 æøå','who 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE retention_marks (
	act INTEGER NOT NULL, 
	field VARCHAR(40) NOT NULL, 
	"row" VARCHAR(800) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	PRIMARY KEY (act, field, "row")
);
INSERT INTO "retention_marks" VALUES(1,'field 1 æøå','row 1 æøå','sha256 1 æøå');
INSERT INTO "retention_marks" VALUES(2,'field 2 æøå','row 2 æøå','sha256 2 æøå');
CREATE TABLE rounds (
	name VARCHAR(60) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	well_at VARCHAR(32), 
	trouble TEXT NOT NULL, 
	told_at VARCHAR(32), 
	PRIMARY KEY (name)
);
INSERT INTO "rounds" VALUES('name 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','trouble 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "rounds" VALUES('name 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','trouble 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE TABLE serving (
	owner VARCHAR(200) NOT NULL, 
	since VARCHAR(32) NOT NULL, 
	seen_at VARCHAR(32) NOT NULL, 
	runs JSON NOT NULL, 
	PRIMARY KEY (owner)
);
INSERT INTO "serving" VALUES('owner 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO "serving" VALUES('owner 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}');
CREATE TABLE sessions (
	hash VARCHAR(64) NOT NULL, 
	name VARCHAR(16) NOT NULL, 
	community VARCHAR(60) NOT NULL, 
	person VARCHAR(80) NOT NULL, 
	known_by VARCHAR(12) NOT NULL, 
	proof VARCHAR(700) NOT NULL, 
	browser VARCHAR(200) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	seen_at VARCHAR(32) NOT NULL, 
	ends_at VARCHAR(32) NOT NULL, 
	ended_at VARCHAR(32), 
	ended_by VARCHAR(200) NOT NULL, 
	PRIMARY KEY (hash), 
	UNIQUE (name)
);
INSERT INTO "sessions" VALUES('hash 1 æøå','name 1 æøå','community 1 æøå','person 1 æøå','known_by 1 æ','proof 1 æøå','browser 1 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','ended_by 1 æøå');
INSERT INTO "sessions" VALUES('hash 2 æøå','name 2 æøå','community 2 æøå','person 2 æøå','known_by 2 æ','proof 2 æøå','browser 2 æøå','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','2026-11-02T12:00:00.000000+00:00','ended_by 2 æøå');
CREATE TABLE tries (
	cycle VARCHAR(120) NOT NULL, 
	what VARCHAR(120) NOT NULL, 
	about VARCHAR(120) NOT NULL, 
	progress VARCHAR(120) NOT NULL, 
	number INTEGER NOT NULL, 
	last_at VARCHAR(32) NOT NULL, 
	why TEXT NOT NULL, 
	given_up_at VARCHAR(32), 
	PRIMARY KEY (cycle, what)
);
INSERT INTO "tries" VALUES('cycle 1 æøå','what 1 æøå','about 1 æøå','progress 1 æøå',1,'2026-11-02T12:00:00.000000+00:00','why 1 æøå','2026-11-02T12:00:00.000000+00:00');
INSERT INTO "tries" VALUES('cycle 2 æøå','what 2 æøå','about 2 æøå','progress 2 æøå',2,'2026-11-02T12:00:00.000000+00:00','why 2 æøå','2026-11-02T12:00:00.000000+00:00');
CREATE INDEX ix_decisions_cycle ON decisions (cycle);
CREATE INDEX ix_registers_community ON registers (community);
CREATE INDEX ix_outbox_events_row ON outbox_events ("row");
CREATE TRIGGER outbox_moves BEFORE UPDATE OF state ON outbox
    WHEN NOT (    OLD.state = NEW.state
    OR (OLD.state = 'queued' AND NEW.state = 'failed')
    OR (OLD.state = 'queued' AND NEW.state = 'refused')
    OR (OLD.state = 'queued' AND NEW.state = 'sending')
    OR (OLD.state = 'queued' AND NEW.state = 'uncertain')
    OR (OLD.state = 'sending' AND NEW.state = 'queued')
    OR (OLD.state = 'sending' AND NEW.state = 'refused')
    OR (OLD.state = 'sending' AND NEW.state = 'sent')
    OR (OLD.state = 'sending' AND NEW.state = 'uncertain')
    OR (OLD.state = 'uncertain' AND NEW.state = 'queued')
    OR (OLD.state = 'uncertain' AND NEW.state = 'sent')
    OR (OLD.state = 'refused' AND NEW.state = 'queued')
    OR (OLD.state = 'failed' AND NEW.state = 'queued')
) BEGIN SELECT RAISE(ABORT, 'outbox: this move is not allowed'); END;
CREATE TRIGGER outbox_fixed BEFORE UPDATE OF cycle, kind, recipient, message_id, token, date ON outbox
    WHEN OLD.cycle IS NOT NEW.cycle OR OLD.kind IS NOT NEW.kind OR OLD.recipient IS NOT NEW.recipient
    OR OLD.message_id IS NOT NEW.message_id OR OLD.token IS NOT NEW.token OR OLD.date IS NOT NEW.date
    BEGIN SELECT RAISE(ABORT, 'outbox: Message-ID, Date and whom it is for are fixed'); END;
CREATE TRIGGER outbox_new BEFORE INSERT ON outbox
    WHEN NEW.state <> 'queued' BEGIN SELECT RAISE(ABORT, 'outbox: a mail begins as queued'); END;
CREATE TRIGGER outbox_events_change BEFORE UPDATE ON outbox_events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'outbox_events: what happened is never changed'); END;
CREATE TRIGGER outbox_events_delete BEFORE DELETE ON outbox_events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'outbox_events: what happened is never changed'); END;
CREATE INDEX ix_replies_cycle ON replies (cycle);
CREATE INDEX ix_publications_place ON publications (place);
CREATE INDEX ix_login_links_person ON login_links (person);
CREATE INDEX ix_sessions_person ON sessions (person);
CREATE INDEX ix_door_answers_run ON door_answers (run);
CREATE TRIGGER events_change BEFORE UPDATE ON events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'events: what happened is never changed'); END;
CREATE TRIGGER events_delete BEFORE DELETE ON events
    WHEN TRUE BEGIN SELECT RAISE(ABORT, 'events: what happened is never changed'); END;
COMMIT;
