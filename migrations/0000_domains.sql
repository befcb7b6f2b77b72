-- Money: whole fen, within what a JavaScript number holds without loss.
CREATE DOMAIN "fen" AS bigint CONSTRAINT "safe_integer" CHECK (VALUE BETWEEN -9007199254740991 AND 9007199254740991);
