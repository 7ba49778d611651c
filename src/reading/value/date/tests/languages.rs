//! Dates in other languages than English.

use super::{check, check_day_first, none};

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

#[test]
fn holidays() {
    check("lo pedí en Navidad, y", "2025-12-25");
    check("la compré en Nochebuena", "2025-12-24");
    check("el día de Año Nuevo me la negaron", "2026-01-01");
    check("comprei no Natal, não chegou", "2025-12-25");
    check("commandé à Noël.", "2025-12-25");
    check("le jour de Noël", "2025-12-25");
    check("la veille de Noël", "2025-12-24");
    check("el día después de Navidad", "2025-12-26");
    none("Feliz Navidad | para Navidad | antes de Navidad | hasta el día de Navidad | Feliz Año Nuevo");
    none("Feliz Natal | em Natal | Joyeux Noël | avant Noël | en Navidad y Año Nuevo | Noel called on it");
    none("pedidos de Navidad | la colección de Navidad | cerrado en Navidad | para el día de Navidad");
}

#[test]
fn chinese() {
    check("Boutique。2月17号 ShopHub 说", "2026-02-17");
    check("3月17号下午3点20分", "2026-03-17T15:20");
    check("3月17日，3月18號晚上8点", "2026-03-17 2026-03-18T20:00");
    check("2026年3月1日11:20", "2026-03-01T11:20");
    check("昨天（3月18日）下午3点多……准确说是3点20分", "2026-03-18 2026-03-18T15:20");
    check("昨晚8点", "2026-03-18T20:00");
}

#[test]
fn vietnamese() {
    check("hôm qua lúc 8 giờ tối", "2026-03-18T20:00");
    check("ngày 20/11", "2025-11-20");
    check("em đặt ngày 03/02.", "2026-03-02");
    check_day_first("em đặt ngày 03/02.", "2026-02-03");
}
