CREATE FUNCTION public.events_history() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN RAISE EXCEPTION 'events: what happened is never changed'; END $$;
CREATE FUNCTION public.outbox_history() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN RAISE EXCEPTION 'outbox_events: what happened is never changed'; END $$;
CREATE FUNCTION public.outbox_wall() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'queued' THEN RAISE EXCEPTION 'outbox: a mail begins as queued'; END IF;
            RETURN NEW;
        END IF;
        IF NOT (    OLD.state = NEW.state
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
) THEN RAISE EXCEPTION 'outbox: this move is not allowed'; END IF;
        IF OLD.cycle IS DISTINCT FROM NEW.cycle OR OLD.kind IS DISTINCT FROM NEW.kind
            OR OLD.recipient IS DISTINCT FROM NEW.recipient OR OLD.message_id IS DISTINCT FROM NEW.message_id
            OR OLD.token IS DISTINCT FROM NEW.token OR OLD.date IS DISTINCT FROM NEW.date
        THEN RAISE EXCEPTION 'outbox: Message-ID, Date and whom it is for are fixed'; END IF;
        RETURN NEW;
    END $$;
CREATE TABLE public.addresses (
    site character varying(60) NOT NULL,
    address character varying(300) NOT NULL,
    name character varying(400) NOT NULL,
    sha256 character varying(64) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.archive_acts (
    cycle character varying(120) NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    what character varying(200) NOT NULL,
    old text NOT NULL,
    new text NOT NULL,
    file text NOT NULL,
    asked_by character varying(200) NOT NULL,
    why text NOT NULL,
    at character varying(32) NOT NULL,
    withdrawn_by character varying(200) NOT NULL,
    withdrawn_at character varying(32)
);
CREATE TABLE public.claims (
    cycle character varying(120) NOT NULL,
    step character varying(60) NOT NULL,
    owner character varying(120) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.closings (
    cycle character varying(120) NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    version integer NOT NULL,
    step character varying(60) NOT NULL,
    digest character varying(64) NOT NULL,
    name text NOT NULL,
    why text NOT NULL,
    body json NOT NULL,
    at character varying(32) NOT NULL,
    format integer NOT NULL
);
CREATE TABLE public.cycles (
    id character varying(120) NOT NULL,
    community character varying(60) NOT NULL,
    meeting character varying(60) NOT NULL,
    year integer NOT NULL,
    given json NOT NULL,
    opened_at character varying(32) NOT NULL
);
CREATE TABLE public.decisions (
    id integer NOT NULL,
    cycle character varying(120) NOT NULL,
    step character varying(60) NOT NULL,
    revision integer NOT NULL,
    digest character varying(64) NOT NULL,
    decision character varying(20) NOT NULL,
    send_back_to character varying(60) NOT NULL,
    name character varying(200) NOT NULL,
    comment text NOT NULL,
    count integer,
    channel character varying(20) NOT NULL,
    key character varying(200) NOT NULL,
    at character varying(32) NOT NULL,
    person character varying(80) DEFAULT ''::character varying NOT NULL,
    known_by character varying(12) DEFAULT ''::character varying NOT NULL,
    session character varying(80) DEFAULT ''::character varying NOT NULL,
    shown character varying(64) DEFAULT ''::character varying NOT NULL,
    proof text DEFAULT ''::text NOT NULL,
    event integer DEFAULT 0 NOT NULL,
    sides character varying(200) DEFAULT ''::character varying NOT NULL,
    by_hand character varying(200) DEFAULT ''::character varying NOT NULL,
    mailbox character varying(64) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT decision_known CHECK (((decision)::text = ANY ((ARRAY['approve'::character varying, 'send_back'::character varying, 'stop'::character varying, 'reopen'::character varying])::text[])))
);
CREATE SEQUENCE public.decisions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decisions_id_seq OWNED BY public.decisions.id;
CREATE TABLE public.door_answers (
    id integer NOT NULL,
    run character varying(36) NOT NULL,
    key character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    community character varying(60) NOT NULL,
    person character varying(80) NOT NULL,
    name character varying(200) NOT NULL,
    address character varying(320) NOT NULL,
    known_by character varying(12) NOT NULL,
    proof character varying(700) NOT NULL,
    session character varying(16) NOT NULL,
    status character varying(12) NOT NULL,
    at character varying(32) NOT NULL,
    sides character varying(200) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.door_answers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.door_answers_id_seq OWNED BY public.door_answers.id;
CREATE TABLE public.events (
    number integer NOT NULL,
    at character varying(32) NOT NULL,
    cycle character varying(120) NOT NULL,
    what character varying(20) NOT NULL,
    who character varying(200) NOT NULL,
    why text NOT NULL,
    about text NOT NULL,
    before character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);
CREATE TABLE public.gate_reminders (
    cycle character varying(120) NOT NULL,
    gate character varying(120) NOT NULL,
    person character varying(80) NOT NULL,
    day character varying(10) NOT NULL,
    level integer NOT NULL
);
CREATE TABLE public.handled (
    key character varying(64) NOT NULL,
    what character varying(12) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.holds (
    cycle character varying(120) NOT NULL,
    kind character varying(60) NOT NULL,
    reason character varying(12) NOT NULL,
    why text NOT NULL,
    since character varying(32) NOT NULL,
    released_by character varying(200) NOT NULL,
    released_at character varying(32)
);
CREATE TABLE public.installations (
    id integer NOT NULL,
    fingerprint character varying(200) NOT NULL,
    adopted_by character varying(200) NOT NULL,
    adopted_at character varying(32) NOT NULL,
    identity character varying(12) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.installations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.installations_id_seq OWNED BY public.installations.id;
CREATE TABLE public.login_links (
    hash character varying(64) NOT NULL,
    community character varying(60) NOT NULL,
    person character varying(80) NOT NULL,
    origin character varying(12) NOT NULL,
    browser character varying(64) NOT NULL,
    page character varying(400) NOT NULL,
    made_at character varying(32) NOT NULL,
    ends_at character varying(32) NOT NULL,
    used_at character varying(32),
    CONSTRAINT login_link_known CHECK (((origin)::text = ANY ((ARRAY['door'::character varying, 'mail'::character varying, 'terminal'::character varying])::text[])))
);
CREATE TABLE public.mailboxes (
    mailbox character varying(64) NOT NULL,
    validity bigint NOT NULL,
    last bigint NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.messages (
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    pieces text NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.outbox (
    id integer NOT NULL,
    cycle character varying(120) NOT NULL,
    kind character varying(60) NOT NULL,
    recipient character varying(120) NOT NULL,
    address character varying(320) NOT NULL,
    message_id character varying(200) NOT NULL,
    token character varying(64) NOT NULL,
    date character varying(32) NOT NULL,
    content character varying(64) NOT NULL,
    state character varying(12) NOT NULL,
    attempt integer NOT NULL,
    not_before character varying(32),
    code integer,
    text text NOT NULL,
    sha256 character varying(64) NOT NULL,
    updated_at character varying(32) NOT NULL,
    CONSTRAINT outbox_state_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'uncertain'::character varying, 'refused'::character varying, 'failed'::character varying, 'sent'::character varying])::text[])))
);
CREATE TABLE public.outbox_events (
    id integer NOT NULL,
    "row" integer NOT NULL,
    state character varying(12) NOT NULL,
    code integer,
    text text NOT NULL,
    who character varying(200) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE SEQUENCE public.outbox_events_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_events_id_seq OWNED BY public.outbox_events.id;
CREATE SEQUENCE public.outbox_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.outcomes (
    cycle character varying(120) NOT NULL,
    step character varying(60) NOT NULL,
    digest character varying(64) NOT NULL,
    body json NOT NULL,
    at character varying(32) NOT NULL,
    format integer DEFAULT 1 NOT NULL
);
CREATE TABLE public.persons (
    community character varying(60) NOT NULL,
    key character varying(80) NOT NULL,
    name character varying(200) NOT NULL,
    address character varying(320) NOT NULL,
    language character varying(2) NOT NULL,
    roles json NOT NULL,
    steps json NOT NULL,
    side character varying(60) NOT NULL,
    deputies json NOT NULL,
    absences json NOT NULL,
    issuer character varying(300) NOT NULL,
    subject character varying(300) NOT NULL,
    in_file json NOT NULL,
    conflicts json NOT NULL,
    version integer NOT NULL,
    changed_by character varying(200) NOT NULL,
    changed_at character varying(32) NOT NULL,
    removed_at character varying(32),
    earlier_names json DEFAULT '[]'::json NOT NULL
);
CREATE TABLE public.previews (
    id character varying(12) NOT NULL,
    community character varying(60) NOT NULL,
    earlier character varying(64) NOT NULL,
    source character varying(200) NOT NULL,
    guesses integer NOT NULL,
    body json NOT NULL,
    made_at character varying(32) NOT NULL
);
CREATE TABLE public.printed (
    cycle character varying(120) NOT NULL,
    kind character varying(60) NOT NULL,
    recipient character varying(120) NOT NULL,
    content character varying(64) NOT NULL,
    enclosed character varying(64) DEFAULT ''::character varying NOT NULL,
    postal text NOT NULL,
    who character varying(200) NOT NULL,
    at character varying(32) NOT NULL,
    enclosures text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.publications (
    number integer NOT NULL,
    place character varying(200) NOT NULL,
    cycle character varying(120) NOT NULL,
    files integer NOT NULL,
    digest character varying(64) NOT NULL,
    seal character varying(64) NOT NULL,
    at character varying(32) NOT NULL,
    done_at character varying(32)
);
CREATE SEQUENCE public.publications_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.publications_number_seq OWNED BY public.publications.number;
CREATE TABLE public.published_files (
    place character varying(200) NOT NULL,
    path character varying(400) NOT NULL,
    since integer NOT NULL,
    until integer,
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    document character varying(400) DEFAULT ''::character varying NOT NULL
);
CREATE TABLE public.registers (
    id integer NOT NULL,
    community character varying(60) NOT NULL,
    digest character varying(64) NOT NULL,
    source character varying(200) NOT NULL,
    body json NOT NULL,
    imported_at character varying(32) NOT NULL
);
CREATE SEQUENCE public.registers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.registers_id_seq OWNED BY public.registers.id;
CREATE TABLE public.renditions (
    source character varying(64) NOT NULL,
    route character varying(60) NOT NULL,
    target character varying(64) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.replies (
    key character varying(64) NOT NULL,
    recipient character varying(120) NOT NULL,
    cycle character varying(120) NOT NULL,
    kind character varying(60) NOT NULL,
    what character varying(12) NOT NULL,
    source character varying(12) NOT NULL,
    at character varying(32) NOT NULL,
    code character varying(12) NOT NULL,
    text text NOT NULL,
    who character varying(200) NOT NULL,
    sequence bigint,
    stamp character varying(32),
    by character varying(320) DEFAULT ''::character varying NOT NULL,
    suggests character varying(12) DEFAULT ''::character varying NOT NULL,
    about character varying(64) DEFAULT ''::character varying NOT NULL,
    substitute_name character varying(200) DEFAULT ''::character varying NOT NULL,
    substitute_role character varying(200) DEFAULT ''::character varying NOT NULL,
    substitute_address character varying(320) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT reply_known CHECK (((what)::text = ANY ((ARRAY['accepted'::character varying, 'declined'::character varying, 'tentative'::character varying, 'proposed'::character varying, 'wrote'::character varying, 'somebody'::character varying, 'concerns'::character varying, 'automatic'::character varying, 'returned'::character varying, 'delayed'::character varying, 'delivered'::character varying])::text[])))
);
CREATE TABLE public.reply_addresses (
    community character varying(60) NOT NULL,
    recipient character varying(120) NOT NULL,
    address character varying(320) NOT NULL,
    theirs boolean NOT NULL,
    who character varying(200) NOT NULL,
    at character varying(32) NOT NULL
);
CREATE TABLE public.requests (
    cycle character varying(120) NOT NULL,
    id character varying(60) NOT NULL,
    dispatch character varying(60) NOT NULL,
    number integer NOT NULL,
    asked_by character varying(200) NOT NULL,
    why text NOT NULL,
    chosen json NOT NULL,
    include json NOT NULL,
    words text NOT NULL,
    replaces integer,
    at character varying(32) NOT NULL,
    withdrawn_by character varying(200) NOT NULL,
    withdrawn_at character varying(32)
);
CREATE TABLE public.results (
    cycle character varying(120) NOT NULL,
    step character varying(60) NOT NULL,
    revision integer NOT NULL,
    input_digest character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    inputs json NOT NULL,
    body json NOT NULL,
    made_at character varying(32) NOT NULL,
    format integer DEFAULT 1 NOT NULL
);
CREATE TABLE public.retention_acts (
    number integer NOT NULL,
    rule character varying(120) NOT NULL,
    why text NOT NULL,
    who character varying(200) NOT NULL,
    at character varying(32) NOT NULL,
    done_at character varying(32)
);
CREATE SEQUENCE public.retention_acts_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.retention_acts_number_seq OWNED BY public.retention_acts.number;
CREATE TABLE public.retention_marks (
    act integer NOT NULL,
    field character varying(40) NOT NULL,
    "row" character varying(800) NOT NULL,
    sha256 character varying(64) NOT NULL
);
CREATE TABLE public.rounds (
    name character varying(60) NOT NULL,
    at character varying(32) NOT NULL,
    well_at character varying(32),
    trouble text NOT NULL,
    told_at character varying(32)
);
CREATE TABLE public.serving (
    owner character varying(200) NOT NULL,
    since character varying(32) NOT NULL,
    seen_at character varying(32) NOT NULL,
    runs json NOT NULL
);
CREATE TABLE public.sessions (
    hash character varying(64) NOT NULL,
    name character varying(16) NOT NULL,
    community character varying(60) NOT NULL,
    person character varying(80) NOT NULL,
    known_by character varying(12) NOT NULL,
    proof character varying(700) NOT NULL,
    browser character varying(200) NOT NULL,
    made_at character varying(32) NOT NULL,
    seen_at character varying(32) NOT NULL,
    ends_at character varying(32) NOT NULL,
    ended_at character varying(32),
    ended_by character varying(200) NOT NULL
);
CREATE TABLE public.tries (
    cycle character varying(120) NOT NULL,
    what character varying(120) NOT NULL,
    about character varying(120) NOT NULL,
    progress character varying(120) NOT NULL,
    number integer NOT NULL,
    last_at character varying(32) NOT NULL,
    why text NOT NULL,
    given_up_at character varying(32)
);
ALTER TABLE ONLY public.decisions ALTER COLUMN id SET DEFAULT nextval('public.decisions_id_seq'::regclass);
ALTER TABLE ONLY public.door_answers ALTER COLUMN id SET DEFAULT nextval('public.door_answers_id_seq'::regclass);
ALTER TABLE ONLY public.installations ALTER COLUMN id SET DEFAULT nextval('public.installations_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.outbox_events ALTER COLUMN id SET DEFAULT nextval('public.outbox_events_id_seq'::regclass);
ALTER TABLE ONLY public.publications ALTER COLUMN number SET DEFAULT nextval('public.publications_number_seq'::regclass);
ALTER TABLE ONLY public.registers ALTER COLUMN id SET DEFAULT nextval('public.registers_id_seq'::regclass);
ALTER TABLE ONLY public.retention_acts ALTER COLUMN number SET DEFAULT nextval('public.retention_acts_number_seq'::regclass);
INSERT INTO public.addresses VALUES ('site 1 æøå', 'address 1 æøå', 'name 1 æøå', 'sha256 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.addresses VALUES ('site 2 æøå', 'address 2 æøå', 'name 2 æøå', 'sha256 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.alembic_version VALUES ('0019');
INSERT INTO public.archive_acts VALUES ('cycle 1 æøå', 1, 'kind 1 æøå', 'what 1 æøå', 'old 1 æøå', 'new 1 æøå', 'file 1 æøå', 'asked_by 1 æøå', 'why 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'withdrawn_by 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.archive_acts VALUES ('cycle 2 æøå', 2, 'kind 2 æøå', 'what 2 æøå', 'old 2 æøå', 'new 2 æøå', 'file 2 æøå', 'asked_by 2 æøå', 'why 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'withdrawn_by 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.claims VALUES ('cycle 1 æøå', 'step 1 æøå', 'owner 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.claims VALUES ('cycle 2 æøå', 'step 2 æøå', 'owner 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.closings VALUES ('cycle 1 æøå', 1, 'kind 1 æøå', 1, 'step 1 æøå', 'digest 1 æøå', 'name 1 æøå', 'why 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 1);
INSERT INTO public.closings VALUES ('cycle 2 æøå', 2, 'kind 2 æøå', 2, 'step 2 æøå', 'digest 2 æøå', 'name 2 æøå', 'why 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 2);
INSERT INTO public.cycles VALUES ('id 1 æøå', 'community 1 æøå', 'meeting 1 æøå', 1, '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.cycles VALUES ('id 2 æøå', 'community 2 æøå', 'meeting 2 æøå', 2, '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.decisions VALUES (1, 'cycle 1 æøå', 'step 1 æøå', 1, 'digest 1 æøå', 'approve', 'send_back_to 1 æøå', 'name 1 æøå', 'comment 1 æøå', 1, 'channel 1 æøå', 'key 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'person 1 æøå', 'known_by 1 æ', 'session 1 æøå', 'shown 1 æøå', 'proof 1 æøå', 1, 'sides 1 æøå', 'by_hand 1 æøå', 'mailbox 1 æøå');
INSERT INTO public.decisions VALUES (2, 'cycle 2 æøå', 'step 2 æøå', 2, 'digest 2 æøå', 'approve', 'send_back_to 2 æøå', 'name 2 æøå', 'comment 2 æøå', 2, 'channel 2 æøå', 'key 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'person 2 æøå', 'known_by 2 æ', 'session 2 æøå', 'shown 2 æøå', 'proof 2 æøå', 2, 'sides 2 æøå', 'by_hand 2 æøå', 'mailbox 2 æøå');
INSERT INTO public.door_answers VALUES (1, 'run 1 æøå', 'key 1 æøå', 'digest 1 æøå', 'community 1 æøå', 'person 1 æøå', 'name 1 æøå', 'address 1 æøå', 'known_by 1 æ', 'proof 1 æøå', 'session 1 æøå', 'status 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'sides 1 æøå');
INSERT INTO public.door_answers VALUES (2, 'run 2 æøå', 'key 2 æøå', 'digest 2 æøå', 'community 2 æøå', 'person 2 æøå', 'name 2 æøå', 'address 2 æøå', 'known_by 2 æ', 'proof 2 æøå', 'session 2 æøå', 'status 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'sides 2 æøå');
INSERT INTO public.events VALUES (1, 'at 1 æøå', 'cycle 1 æøå', 'what 1 æøå', 'who 1 æøå', 'why 1 æøå', 'about 1 æøå', 'before 1 æøå', 'hash 1 æøå');
INSERT INTO public.events VALUES (2, 'at 2 æøå', 'cycle 2 æøå', 'what 2 æøå', 'who 2 æøå', 'why 2 æøå', 'about 2 æøå', 'before 2 æøå', 'hash 2 æøå');
INSERT INTO public.gate_reminders VALUES ('cycle 1 æøå', 'gate 1 æøå', 'person 1 æøå', 'day 1 æøå', 1);
INSERT INTO public.gate_reminders VALUES ('cycle 2 æøå', 'gate 2 æøå', 'person 2 æøå', 'day 2 æøå', 2);
INSERT INTO public.handled VALUES ('key 1 æøå', 'what 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.handled VALUES ('key 2 æøå', 'what 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.holds VALUES ('cycle 1 æøå', 'kind 1 æøå', 'reason 1 æøå', 'why 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'released_by 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.holds VALUES ('cycle 2 æøå', 'kind 2 æøå', 'reason 2 æøå', 'why 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'released_by 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.installations VALUES (1, 'fingerprint 1 æøå', 'adopted_by 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'identity 1 æ');
INSERT INTO public.installations VALUES (2, 'fingerprint 2 æøå', 'adopted_by 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'identity 2 æ');
INSERT INTO public.login_links VALUES ('hash 1 æøå', 'community 1 æøå', 'person 1 æøå', 'door', 'browser 1 æøå', 'page 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.login_links VALUES ('hash 2 æøå', 'community 2 æøå', 'person 2 æøå', 'door', 'browser 2 æøå', 'page 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.mailboxes VALUES ('mailbox 1 æøå', 1, 1, '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.mailboxes VALUES ('mailbox 2 æøå', 2, 2, '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.messages VALUES ('sha256 1 æøå', 1, 'pieces 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.messages VALUES ('sha256 2 æøå', 2, 'pieces 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.outbox VALUES (1, 'cycle 1 æøå', 'kind 1 æøå', 'recipient 1 æøå', 'address 1 æøå', 'message_id 1 æøå', 'token 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'content 1 æøå', 'queued', 1, '2026-11-02T12:00:00.000000+00:00', 1, 'text 1 æøå', 'sha256 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.outbox VALUES (2, 'cycle 2 æøå', 'kind 2 æøå', 'recipient 2 æøå', 'address 2 æøå', 'message_id 2 æøå', 'token 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'content 2 æøå', 'queued', 2, '2026-11-02T12:00:00.000000+00:00', 2, 'text 2 æøå', 'sha256 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.outbox_events VALUES (1, 1, 'queued', 1, 'text 1 æøå', 'who 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.outbox_events VALUES (2, 2, 'queued', 2, 'text 2 æøå', 'who 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.outcomes VALUES ('cycle 1 æøå', 'step 1 æøå', 'digest 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 1);
INSERT INTO public.outcomes VALUES ('cycle 2 æøå', 'step 2 æøå', 'digest 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 2);
INSERT INTO public.persons VALUES ('community 1 æøå', 'key 1 æøå', 'name 1 æøå', 'address 1 æøå', 'la', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', 'side 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', 'issuer 1 æøå', 'subject 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', 1, 'changed_by 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO public.persons VALUES ('community 2 æøå', 'key 2 æøå', 'name 2 æøå', 'address 2 æøå', 'la', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', 'side 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', 'issuer 2 æøå', 'subject 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', 2, 'changed_by 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO public.previews VALUES ('id 1 æøå', 'community 1 æøå', 'earlier 1 æøå', 'source 1 æøå', 1, '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.previews VALUES ('id 2 æøå', 'community 2 æøå', 'earlier 2 æøå', 'source 2 æøå', 2, '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.printed VALUES ('cycle 1 æøå', 'kind 1 æøå', 'recipient 1 æøå', 'content 1 æøå', 'enclosed 1 æøå', 'postal 1 æøå', 'who 1 æøå', '2026-11-02T12:00:00.000000+00:00', 'enclosures 1 æøå');
INSERT INTO public.printed VALUES ('cycle 2 æøå', 'kind 2 æøå', 'recipient 2 æøå', 'content 2 æøå', 'enclosed 2 æøå', 'postal 2 æøå', 'who 2 æøå', '2026-11-02T12:00:00.000000+00:00', 'enclosures 2 æøå');
INSERT INTO public.publications VALUES (1, 'place 1 æøå', 'cycle 1 æøå', 1, 'digest 1 æøå', 'seal 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.publications VALUES (2, 'place 2 æøå', 'cycle 2 æøå', 2, 'digest 2 æøå', 'seal 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.published_files VALUES ('place 1 æøå', 'path 1 æøå', 1, 1, 'sha256 1 æøå', 1, 'document 1 æøå');
INSERT INTO public.published_files VALUES ('place 2 æøå', 'path 2 æøå', 2, 2, 'sha256 2 æøå', 2, 'document 2 æøå');
INSERT INTO public.registers VALUES (1, 'community 1 æøå', 'digest 1 æøå', 'source 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.registers VALUES (2, 'community 2 æøå', 'digest 2 æøå', 'source 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.renditions VALUES ('source 1 æøå', 'route 1 æøå', 'target 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.renditions VALUES ('source 2 æøå', 'route 2 æøå', 'target 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.replies VALUES ('key 1 æøå', 'recipient 1 æøå', 'cycle 1 æøå', 'kind 1 æøå', 'accepted', 'calendar', '2026-11-02T12:00:00.000000+00:00', 'code 1 æøå', 'text 1 æøå', 'who 1 æøå', 1, '2026-11-02T12:00:00.000000+00:00', 'by 1 æøå', 'suggests 1 æ', 'about 1 æøå', 'substitute_name 1 æøå', 'substitute_role 1 æøå', 'substitute_address 1 æøå');
INSERT INTO public.replies VALUES ('key 2 æøå', 'recipient 2 æøå', 'cycle 2 æøå', 'kind 2 æøå', 'accepted', 'calendar', '2026-11-02T12:00:00.000000+00:00', 'code 2 æøå', 'text 2 æøå', 'who 2 æøå', 2, '2026-11-02T12:00:00.000000+00:00', 'by 2 æøå', 'suggests 2 æ', 'about 2 æøå', 'substitute_name 2 æøå', 'substitute_role 2 æøå', 'substitute_address 2 æøå');
INSERT INTO public.reply_addresses VALUES ('community 1 æøå', 'recipient 1 æøå', 'address 1 æøå', true, 'who 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.reply_addresses VALUES ('community 2 æøå', 'recipient 2 æøå', 'address 2 æøå', true, 'who 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.requests VALUES ('cycle 1 æøå', 'id 1 æøå', 'dispatch 1 æøå', 1, 'asked_by 1 æøå', 'why 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', 'words 1 æøå', 1, '2026-11-02T12:00:00.000000+00:00', 'withdrawn_by 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.requests VALUES ('cycle 2 æøå', 'id 2 æøå', 'dispatch 2 æøå', 2, 'asked_by 2 æøå', 'why 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', 'words 2 æøå', 2, '2026-11-02T12:00:00.000000+00:00', 'withdrawn_by 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.results VALUES ('cycle 1 æøå', 'step 1 æøå', 1, 'input_digest 1 æøå', 'digest 1 æøå', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 1);
INSERT INTO public.results VALUES ('cycle 2 æøå', 'step 2 æøå', 2, 'input_digest 2 æøå', 'digest 2 æøå', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}', '2026-11-02T12:00:00.000000+00:00', 2);
INSERT INTO public.retention_acts VALUES (1, 'rule 1 æøå', 'why 1 æøå', 'who 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.retention_acts VALUES (2, 'rule 2 æøå', 'why 2 æøå', 'who 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.retention_marks VALUES (1, 'field 1 æøå', 'row 1 æøå', 'sha256 1 æøå');
INSERT INTO public.retention_marks VALUES (2, 'field 2 æøå', 'row 2 æøå', 'sha256 2 æøå');
INSERT INTO public.rounds VALUES ('name 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', 'trouble 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.rounds VALUES ('name 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', 'trouble 2 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.serving VALUES ('owner 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '{"number": 1, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO public.serving VALUES ('owner 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '{"number": 2, "name": "\u00c5se \u00d8vreb\u00f8"}');
INSERT INTO public.sessions VALUES ('hash 1 æøå', 'name 1 æøå', 'community 1 æøå', 'person 1 æøå', 'known_by 1 æ', 'proof 1 æøå', 'browser 1 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', 'ended_by 1 æøå');
INSERT INTO public.sessions VALUES ('hash 2 æøå', 'name 2 æøå', 'community 2 æøå', 'person 2 æøå', 'known_by 2 æ', 'proof 2 æøå', 'browser 2 æøå', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', '2026-11-02T12:00:00.000000+00:00', 'ended_by 2 æøå');
INSERT INTO public.tries VALUES ('cycle 1 æøå', 'what 1 æøå', 'about 1 æøå', 'progress 1 æøå', 1, '2026-11-02T12:00:00.000000+00:00', 'why 1 æøå', '2026-11-02T12:00:00.000000+00:00');
INSERT INTO public.tries VALUES ('cycle 2 æøå', 'what 2 æøå', 'about 2 æøå', 'progress 2 æøå', 2, '2026-11-02T12:00:00.000000+00:00', 'why 2 æøå', '2026-11-02T12:00:00.000000+00:00');
SELECT pg_catalog.setval('public.decisions_id_seq', 2, true);
SELECT pg_catalog.setval('public.door_answers_id_seq', 2, true);
SELECT pg_catalog.setval('public.installations_id_seq', 2, true);
SELECT pg_catalog.setval('public.outbox_events_id_seq', 2, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 2, true);
SELECT pg_catalog.setval('public.publications_number_seq', 2, true);
SELECT pg_catalog.setval('public.registers_id_seq', 2, true);
SELECT pg_catalog.setval('public.retention_acts_number_seq', 2, true);
ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (site, address);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.archive_acts
    ADD CONSTRAINT archive_acts_pkey PRIMARY KEY (cycle, number);
ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (cycle, step);
ALTER TABLE ONLY public.closings
    ADD CONSTRAINT closings_pkey PRIMARY KEY (cycle, number);
ALTER TABLE ONLY public.cycles
    ADD CONSTRAINT cycles_community_meeting_year_key UNIQUE (community, meeting, year);
ALTER TABLE ONLY public.cycles
    ADD CONSTRAINT cycles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_key_key UNIQUE (key);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.door_answers
    ADD CONSTRAINT door_answers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_hash_key UNIQUE (hash);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.gate_reminders
    ADD CONSTRAINT gate_reminders_pkey PRIMARY KEY (cycle, gate, person, day);
ALTER TABLE ONLY public.handled
    ADD CONSTRAINT handled_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (cycle, kind, reason);
ALTER TABLE ONLY public.installations
    ADD CONSTRAINT installations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.login_links
    ADD CONSTRAINT login_links_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.mailboxes
    ADD CONSTRAINT mailboxes_pkey PRIMARY KEY (mailbox);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (sha256);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_cycle_kind_recipient_key UNIQUE (cycle, kind, recipient);
ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_token_key UNIQUE (token);
ALTER TABLE ONLY public.outcomes
    ADD CONSTRAINT outcomes_pkey PRIMARY KEY (cycle, step, digest);
ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_pkey PRIMARY KEY (community, key);
ALTER TABLE ONLY public.previews
    ADD CONSTRAINT previews_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.printed
    ADD CONSTRAINT printed_pkey PRIMARY KEY (cycle, kind, recipient, content, enclosed);
ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.published_files
    ADD CONSTRAINT published_files_pkey PRIMARY KEY (place, path, since);
ALTER TABLE ONLY public.registers
    ADD CONSTRAINT registers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.renditions
    ADD CONSTRAINT renditions_pkey PRIMARY KEY (source, route);
ALTER TABLE ONLY public.replies
    ADD CONSTRAINT replies_pkey PRIMARY KEY (key, recipient);
ALTER TABLE ONLY public.reply_addresses
    ADD CONSTRAINT reply_addresses_pkey PRIMARY KEY (community, recipient, address);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (cycle, id);
ALTER TABLE ONLY public.results
    ADD CONSTRAINT results_pkey PRIMARY KEY (cycle, step, revision);
ALTER TABLE ONLY public.retention_acts
    ADD CONSTRAINT retention_acts_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.retention_marks
    ADD CONSTRAINT retention_marks_pkey PRIMARY KEY (act, field, "row");
ALTER TABLE ONLY public.rounds
    ADD CONSTRAINT rounds_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.serving
    ADD CONSTRAINT serving_pkey PRIMARY KEY (owner);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_name_key UNIQUE (name);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.tries
    ADD CONSTRAINT tries_pkey PRIMARY KEY (cycle, what);
CREATE INDEX ix_decisions_cycle ON public.decisions USING btree (cycle);
CREATE INDEX ix_door_answers_run ON public.door_answers USING btree (run);
CREATE INDEX ix_login_links_person ON public.login_links USING btree (person);
CREATE INDEX ix_outbox_events_row ON public.outbox_events USING btree ("row");
CREATE INDEX ix_publications_place ON public.publications USING btree (place);
CREATE INDEX ix_registers_community ON public.registers USING btree (community);
CREATE INDEX ix_replies_cycle ON public.replies USING btree (cycle);
CREATE INDEX ix_sessions_person ON public.sessions USING btree (person);
CREATE TRIGGER events_history BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.events_history();
CREATE TRIGGER outbox_history BEFORE DELETE OR UPDATE ON public.outbox_events FOR EACH ROW EXECUTE FUNCTION public.outbox_history();
CREATE TRIGGER outbox_wall BEFORE INSERT OR UPDATE ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.outbox_wall();
