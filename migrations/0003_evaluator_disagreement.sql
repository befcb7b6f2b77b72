CREATE TABLE "evaluator_disagreement" (
	"contract_id" bigint NOT NULL,
	"decision_id" uuid NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"difference" json NOT NULL,
	CONSTRAINT "evaluator_disagreement_contract_id_decision_id_pk" PRIMARY KEY("contract_id","decision_id")
);
--> statement-breakpoint
ALTER TABLE "evaluator_disagreement" ADD CONSTRAINT "evaluator_disagreement_decision" FOREIGN KEY ("contract_id","decision_id") REFERENCES "public"."decision"("contract_id","id") ON DELETE no action ON UPDATE no action;