; property/0/access-exclusive/access-share
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/row-share
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/row-exclusive
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/share-update-exclusive
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/share
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/share-row-exclusive
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/exclusive
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/0/access-exclusive/access-exclusive
; nobody reads a table that is being redefined
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/1/share/row-exclusive
; a share lock sees no row change
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (and (= b.table x0) (= a.table x0)))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/1/share/share-row-exclusive
; a share lock sees no row change
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/1/share/exclusive
; a share lock sees no row change
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/1/share/access-exclusive
; a share lock sees no row change
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-update-exclusive/share-update-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-update-exclusive/share-row-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-update-exclusive/exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-update-exclusive/access-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-row-exclusive/share-update-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-row-exclusive/share-row-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-row-exclusive/exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/share-row-exclusive/access-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/exclusive/share-update-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/exclusive/share-row-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/exclusive/exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/exclusive/access-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/access-exclusive/share-update-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/access-exclusive/share-row-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/access-exclusive/exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/2/access-exclusive/access-exclusive
; one maintainer
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0)) (and (= b.table x0) (= a.table x0)) (and (= a.table x0) (= b.table x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.table x0) (= b.table x0) (= a.table x0) (= b.table x0))))))
(check-sat)
(reset)
; property/3/access-share/row-exclusive
; readers never wait for writers
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.table () Node)
(declare-fun b.table () Node)
(assert (not true))
(check-sat)
