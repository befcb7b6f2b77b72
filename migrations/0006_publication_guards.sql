-- The books that were in use before publications were kept are in force from the day they were first used; the last one
-- in use stays in force, the first one is in force from the beginning.
INSERT INTO rulebook_event (seq, hash, kind, at, person, why, effective_on)
SELECT seq, hash, 'installed', stored_at, 'system', '发布制度建立之前已在使用 / in use before publications were kept',
	CASE WHEN seq = 1 THEN DATE '0001-01-01' ELSE max(first_day) OVER (ORDER BY seq) END
FROM (
	SELECT hash, stored_at, (stored_at AT TIME ZONE 'Asia/Shanghai')::date AS first_day,
		row_number() OVER (ORDER BY greatest(stored_at, last_used), hash) AS seq
	FROM rulebook LEFT JOIN (
		SELECT rulebook_hash, max(decided_at) AS last_used FROM decision GROUP BY rulebook_hash
	) AS used ON used.rulebook_hash = rulebook.hash
) AS book ORDER BY seq;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rulebook_source
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rulebook_event
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A book comes into force by draft, rehearsal, a second person's approval and publication, in this order, each on what
-- was newest; what was in force is not taken back.
CREATE FUNCTION refuse_wrong_rulebook_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	today date := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;
	last rulebook_event;
	draft rulebook_event;
	rehearsal rulebook_event;
	newest record;
	allowed boolean;
BEGIN
	SELECT * INTO last FROM rulebook_event WHERE hash = NEW.hash ORDER BY seq DESC LIMIT 1;
	SELECT * INTO draft FROM rulebook_event WHERE hash = NEW.hash AND kind = 'drafted' ORDER BY seq DESC LIMIT 1;
	SELECT * INTO rehearsal FROM rulebook_event WHERE hash = NEW.hash AND kind = 'rehearsed' ORDER BY seq DESC LIMIT 1;
	-- The newest publication that was not withdrawn before it took effect.
	SELECT hash, effective_on INTO newest FROM (
		SELECT seq, hash, kind, effective_on, lead(kind) OVER (PARTITION BY hash ORDER BY seq) AS then
		FROM rulebook_event
	) AS event
	WHERE kind IN ('installed', 'published') AND event.then IS DISTINCT FROM 'withdrawn'
	ORDER BY seq DESC LIMIT 1;
	allowed := CASE NEW.kind
		WHEN 'installed' THEN newest.hash IS NULL
		WHEN 'drafted' THEN (last.kind IS NULL OR last.kind IN ('installed', 'published', 'withdrawn'))
			AND NEW.baseline = newest.hash AND NEW.hash <> newest.hash
		WHEN 'rehearsed' THEN last.kind IN ('drafted', 'rehearsed', 'approved') AND NEW.baseline = newest.hash
		WHEN 'approved' THEN last.kind = 'rehearsed' AND NEW.rehearsal_id = rehearsal.rehearsal_id
			AND rehearsal.baseline = newest.hash AND NEW.person <> draft.person
		WHEN 'published' THEN last.kind = 'approved' AND rehearsal.baseline = newest.hash AND NEW.effective_on >= today
			AND (newest.effective_on <= today OR NEW.effective_on > newest.effective_on)
		WHEN 'withdrawn' THEN last.kind IN ('drafted', 'rehearsed', 'approved')
			OR (last.kind = 'published' AND last.effective_on > today)
	END;
	IF allowed IS NOT TRUE OR NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM rulebook_event) THEN
		RAISE EXCEPTION 'rulebook %: event % (%) by % cannot follow what happened before', NEW.hash, NEW.seq, NEW.kind, NEW.person
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER lifecycle BEFORE INSERT ON rulebook_event
	FOR EACH ROW EXECUTE FUNCTION refuse_wrong_rulebook_event();
