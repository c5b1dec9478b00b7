; property/0/write-lock/read-lock
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/write-lock/write-lock
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/write-lock/upgrade-lock.reading
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/write-lock/upgrade-lock.writing
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/upgrade-lock.writing/read-lock
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/upgrade-lock.writing/write-lock
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/upgrade-lock.writing/upgrade-lock.reading
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/upgrade-lock.writing/upgrade-lock.writing
; nobody reads beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/write-lock/write-lock
; nobody writes beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/write-lock/upgrade-lock.writing
; nobody writes beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/upgrade-lock.writing/write-lock
; nobody writes beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/upgrade-lock.writing/upgrade-lock.writing
; nobody writes beside a writer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/2/read-lock/read-lock
; readers share
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (not true))
(check-sat)
(reset)
; property/3/upgrade-lock.reading/upgrade-lock.reading
; one upgrader
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/3/upgrade-lock.reading/upgrade-lock.writing
; one upgrader
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/3/upgrade-lock.writing/upgrade-lock.reading
; one upgrader
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/3/upgrade-lock.writing/upgrade-lock.writing
; one upgrader
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0)) (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
