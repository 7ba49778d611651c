//! Dates in Spanish, Portuguese and French.

use super::check;

#[test]
fn spanish() {
    check("el 18 de junio. Dicen", "2025-06-18");
    check("18 de junio de 2025", "2025-06-18");
    check("lo hizo el 2 de marzo, en", "2026-03-02");
    check("El viernes ShopHub nos quitó", "2026-03-13");
    check("el viernes pasado, lunes", "2026-03-13 2026-03-16");
    check("ayer, anoche, hoy, antier", "2026-03-18 2026-03-18 2026-03-19 2026-03-17");
    check("anteayer", "2026-03-17");
    check("hace 3 días", "2026-03-16");
    check("hace dos dias", "2026-03-17");
    check("ayer a las 8 de la noche", "2026-03-18T20:00");
    check("Apelé el 10 de marzo y me la negaron el 13. Ven", "2026-03-10 2026-03-13");
    check("el 20% de los pedidos", "");
    check("primero de marzo", "2026-03-01");
}

#[test]
fn portuguese() {
    check("no dia 2 de março", "2026-03-02");
    check("Ontem o ShopHub derrubou", "2026-03-18");
    check("hoje às 9h20 da manhã, mas", "2026-03-19T09:20");
    check("anteontem", "2026-03-17");
    check("há 2 dias", "2026-03-17");
    check("2 dias atrás", "2026-03-17");
    check("na sexta, na segunda-feira", "2026-03-13 2026-03-16");
    check("no dia 14 eu vendi", "2026-03-14");
    check("2 de outubro", "2025-10-02");
}

#[test]
fn french() {
    check("le 3 mars", "2026-03-03");
    check("le 1er mars 2026", "2026-03-01");
    check("le 12 novembre 2025 et", "2025-11-12");
    check("refusé hier", "2026-03-18");
    check("avant-hier", "2026-03-17");
    check("lundi dernier", "2026-03-16");
    check("il y a 2 jours", "2026-03-17");
    check("aujourd’hui", "2026-03-19");
}
