; refusal/upgrade-lock.reading/write-lock/writing
; write-lock never refuses upgrade-lock the passage from reading to writing
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= a.node x0) (= b.node x0)))))))
(check-sat)
(reset)
; refusal/upgrade-lock.reading/upgrade-lock.reading/writing
; upgrade-lock (reading) never refuses upgrade-lock the passage from reading to writing
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)))))))
(check-sat)
(reset)
; refusal/upgrade-lock.reading/upgrade-lock.writing/writing
; upgrade-lock (writing) never refuses upgrade-lock the passage from reading to writing
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)))))))
(check-sat)
(reset)
; weakening/upgrade-lock/writing/reading
; upgrade-lock may always pass from writing to reading
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not (not (exists ((x0 Node)) (or (and (= a.node x0) (not (= a.node x0))) (and (not (= a.node x0)) (= a.node x0)) (and (= a.node x0) (not (= a.node x0))) (and (not (= a.node x0)) (= a.node x0)))))))
(check-sat)
