; race/read-lock/write-lock
; read-lock and write-lock never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (= a.node b.node))))
(check-sat)
(reset)
; race/read-lock/upgrade-lock.writing
; read-lock and upgrade-lock (writing) never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (= a.node b.node))))
(check-sat)
(reset)
; race/write-lock/write-lock
; write-lock and write-lock never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (or (= a.node b.node) (= b.node a.node) (= b.node a.node) (= a.node b.node)))))
(check-sat)
(reset)
; race/write-lock/upgrade-lock.reading
; write-lock and upgrade-lock (reading) never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (= b.node a.node))))
(check-sat)
(reset)
; race/write-lock/upgrade-lock.writing
; write-lock and upgrade-lock (writing) never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (or (= a.node b.node) (= b.node a.node) (= b.node a.node) (= a.node b.node)))))
(check-sat)
(reset)
; race/upgrade-lock.reading/upgrade-lock.writing
; upgrade-lock (reading) and upgrade-lock (writing) never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (= a.node b.node))))
(check-sat)
(reset)
; race/upgrade-lock.writing/upgrade-lock.writing
; upgrade-lock (writing) and upgrade-lock (writing) never race
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (or (= a.node b.node) (= b.node a.node) (= b.node a.node) (= a.node b.node)))))
(check-sat)
