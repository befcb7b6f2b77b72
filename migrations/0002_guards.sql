-- What the books promise is held here, whatever code writes them.

-- Append-only tables refuse UPDATE, DELETE and TRUNCATE.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only: % refused; correct it by a new entry', TG_TABLE_NAME, TG_OP
		USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['audit_entry', 'audit_seal', 'rulebook', 'decision', 'decision_signature', 'usage_entry', 'journal', 'posting'] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
	END LOOP;
END $$;
--> statement-breakpoint
-- A posting belongs to a journal of its own transaction: a journal takes none later.
CREATE FUNCTION refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM journal WHERE id = NEW.journal_id AND transaction = pg_current_xact_id();
	IF NOT FOUND THEN
		RAISE EXCEPTION 'journal % is closed with its transaction, or missing: post a new journal instead', NEW.journal_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER closed_journal AFTER INSERT ON posting
	FOR EACH ROW EXECUTE FUNCTION refuse_late_posting();
--> statement-breakpoint
-- The postings of a journal add up to zero, and there are some, when its transaction commits.
CREATE FUNCTION refuse_unbalanced_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	balance numeric;
	lines bigint;
BEGIN
	SELECT coalesce(sum(amount_fen), 0), count(*) INTO balance, lines FROM posting WHERE journal_id = NEW.id;
	IF lines < 2 OR balance <> 0 THEN
		RAISE EXCEPTION 'journal % does not balance: % postings, sum % fen', NEW.id, lines, balance
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON journal
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_journal();
--> statement-breakpoint
-- What the family claimed is never edited; only the state of its claim moves.
CREATE FUNCTION refuse_edit_of_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'claim % is not edited: file a revision instead', OLD.claim_no
		USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER claimed_as_it_was BEFORE UPDATE ON claim FOR EACH ROW
	WHEN ((OLD.id, OLD.contract_id, OLD.child_no, OLD.claim_no, OLD.kind, OLD.origin, OLD.external_reference, OLD.event_on,
		OLD.submission::text, OLD.revises_claim_id, OLD.submitted_at, OLD.submitted_by)
		IS DISTINCT FROM (NEW.id, NEW.contract_id, NEW.child_no, NEW.claim_no, NEW.kind, NEW.origin, NEW.external_reference,
		NEW.event_on, NEW.submission::text, NEW.revises_claim_id, NEW.submitted_at, NEW.submitted_by))
	EXECUTE FUNCTION refuse_edit_of_claim();
