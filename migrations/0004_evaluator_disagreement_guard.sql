-- What the evaluators disagreed on is kept as it was found.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluator_disagreement
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
